"""A check that fails when the source has not been checked successfully for some ticks.

It is not a `FreshnessPolicy`: Dagster 1.13 evaluates those only by materializations, and a tick on
an unchanged source materializes nothing, so a quiet week would look like a broken platform. This
check counts what such a tick records. A sensor evaluates it, since a run that does not take place
cannot report that, and so ticks have no extra cost.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import dagster as dg

from churn_platform.checks import IN_TIME
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.history.source_checks import last_success
from churn_platform.history.ticks import ticks_before

TICKS: Final = 3
"""Number of ticks that may pass without success."""
_SECONDS: Final = 60
_KEY: Final = dg.AssetKey(IN_TIME.asset)


@dataclass(frozen=True)
class Verdict:
    """When the source last responded, and since when it is overdue."""

    asked: datetime | None
    overdue: datetime

    @property
    def passed(self) -> bool:
        """Whether it responded in time."""
        return self.asked is not None and self.asked >= self.overdue

    def shown(self) -> dict[str, Any]:
        """Return the metadata that the UI shows."""
        found = f"last success at {_moment(self.asked)}" if self.asked else "no success so far"
        expected = f"a success within the last {TICKS} ticks, since {_moment(self.overdue)}"
        return {"found": found, "expected": expected}


def verdict(instance: dg.DagsterInstance, cron: str, now: datetime) -> Verdict:
    """Return whether the source responded within the last three ticks of the schedule."""
    past = ticks_before(now, cron, TICKS + 1)
    return Verdict(last_success(instance, IN_TIME.asset), past[-1] + (now - past[0]))


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


@dg.asset_check(asset=_KEY, name=IN_TIME.name, description=IN_TIME.shown, config_schema={})
def is_asked_in_time(
    context: dg.AssetCheckExecutionContext, pipeline: PipelineResource
) -> dg.AssetCheckResult:
    """Evaluate the check when a user executes it in the UI."""
    found = verdict(context.instance, pipeline.settings.cron, datetime.now(UTC))
    return dg.AssetCheckResult(
        passed=found.passed, severity=dg.AssetCheckSeverity.ERROR, metadata=found.shown()
    )


@dg.sensor(
    name="source_watch",
    minimum_interval_seconds=_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        f"Monitors the ticks. Fails the check `{IN_TIME.name}` of `{IN_TIME.asset}`"
        f" after {TICKS} ticks without success, and passes it again after the next success."
        " Launches no run."
    ),
)
def source_watch(context: dg.SensorEvaluationContext, pipeline: PipelineResource) -> dg.SkipReason:
    """Record the check whenever its result has changed."""
    found = verdict(context.instance, pipeline.settings.cron, datetime.now(UTC))
    if found.asked is None:
        return dg.SkipReason("The source was never checked.")
    said = "in time" if found.passed else "overdue"
    if context.cursor != said:
        # for the UI only: an evaluation without a run is not used anywhere else
        context.instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=_KEY,
                check_name=IN_TIME.name,
                passed=found.passed,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={
                    name: dg.MetadataValue.text(text) for name, text in found.shown().items()
                },
            )
        )
        context.update_cursor(said)
    return dg.SkipReason(f"{said.capitalize()}: {found.shown()['found']}.")
