"""One run in a fresh process: an unchanged scheduled tick, or a job of one empty asset."""

import json
import sys
import time

START = time.perf_counter()

import dagster as dg  # noqa: E402 - the clock starts first

from churn_platform.catalog import CHURN_PIPELINE  # noqa: E402
from churn_platform.config.settings import find_home  # noqa: E402
from churn_platform.metadata import Tag  # noqa: E402

UNCHANGED_TICK = {Tag.TRIGGER: "schedule", Tag.STALE: "{}"}


def main(kind: str) -> None:
    """Run it and print, as JSON, the seconds to load, to run, and within the steps."""
    job, tags = (_pipeline(), UNCHANGED_TICK) if kind == "tick" else (_empty(), {})
    asked = [dg.AssetKey("raw_customers")] if kind == "tick" else None
    with dg.DagsterInstance.from_config(str(find_home())) as instance:
        loaded = time.perf_counter()
        result = job.execute_in_process(instance=instance, tags=tags, asset_selection=asked)
        ended = time.perf_counter()
    if kind == "tick" and any(event.is_step_materialization for event in result.all_events):
        raise SystemExit("the tick recomputed something: it was not an unchanged one")
    facts = {"load": loaded - START, "run": ended - loaded, "steps": _step_seconds(result)}
    print(json.dumps(facts))


def _pipeline() -> dg.JobDefinition:
    from churn_platform.definitions import defs

    return defs().resolve_job_def(CHURN_PIPELINE)


def _empty() -> dg.JobDefinition:
    @dg.asset
    def empty() -> None:
        """Nothing."""

    job = dg.define_asset_job("empty_job", selection=[empty])
    return dg.Definitions(assets=[empty], jobs=[job]).resolve_job_def("empty_job")


def _step_seconds(result: dg.ExecuteInProcessResult) -> float:
    ended = [event for event in result.all_events if event.is_step_success]
    return sum(event.step_success_data.duration_ms for event in ended) / 1000


if __name__ == "__main__":
    main(sys.argv[1])
