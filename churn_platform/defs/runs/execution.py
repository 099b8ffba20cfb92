"""Run a job in this process, for the commands."""

import logging
import os
from dataclasses import dataclass
from typing import Any

import dagster as dg

from churn_platform.catalog import ASKING_JOBS, ASSETS, CHURN_PIPELINE
from churn_platform.config.dated_source import PLACEHOLDER, PartitionError
from churn_platform.config.settings import get_contract, get_settings
from churn_platform.config.source_location import identity
from churn_platform.defs.steps.partitioned_assets import current_of, default_partition, today
from churn_platform.history.lineage import Produced, newest, newest_of
from churn_platform.history.run_liveness import runs_in_progress
from churn_platform.history.storage.project import open_history
from churn_platform.metadata import Meta, Tag
from churn_platform.runtime.failures import recorded_kind_and_place
from churn_platform.runtime.progress import Terminal, showing
from churn_platform.wording import data_set_words


class RunInProgressError(Exception):
    """Another run is writing these assets."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a run, and each asset's newest result.

    For a dated source: in `partition`, which the stable paths may or may not show.
    """

    success: bool
    run_id: str
    results: dict[str, Produced]
    partition: str | None = None
    shown: bool = True
    why: str = ""
    """Why it failed, if no step failed; a failed step reports itself."""


# While steps run, Dagster redirects their output to the run's log files; progress bypasses that.
_TERMINAL = Terminal(os.dup(1))


class _Progress(logging.Handler):
    """Prints a line for each step that starts, ends or fails, and for each failed check."""

    def emit(self, record: logging.LogRecord) -> None:
        meta = getattr(record, "dagster_meta", {})
        event, step = meta.get("dagster_event"), meta.get("step_key")
        if event is not None and step and (line := _line(event)):
            _TERMINAL.line(f"  {step} {line}")


def _line(event: dg.DagsterEvent) -> str | None:
    if event.is_step_start:
        return "…"
    if event.is_step_success:
        return f"done, {event.step_success_data.duration_ms / 1000:.2f} s"
    if event.is_step_skipped:
        return "skipped, since an input is missing"
    if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        evaluation = event.asset_check_evaluation_data
        found = evaluation.metadata.get("found")
        said = found.value if found else "broken"
        return None if evaluation.passed else f"{evaluation.check_name}: {said}"
    if event.is_step_failure:
        data = event.step_failure_data
        if data.user_failure_data:
            return f"FAILED: {data.user_failure_data.description}"
        return f"FAILED: {recorded_kind_and_place(data.error) if data.error else 'no reason'}"
    return None


def _why_failed(result: dg.ExecuteInProcessResult) -> str:
    """Return why a run without a failed step failed, such as a resource that cannot be set up."""
    events = result.all_events
    if result.success or any(event.is_step_failure for event in events):
        return ""
    errors = [event.job_failure_data.error for event in events if event.is_job_failure]
    return ", ".join(recorded_kind_and_place(error) for error in errors if error)


def _progress(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("churn.progress")
    logger.addHandler(_Progress())
    return logger


def _busy_words(run: dg.DagsterRun) -> str:
    name = f"run {run.run_id} ({run.job_name})"
    if run.status == dg.DagsterRunStatus.QUEUED:
        return (
            f"{name} waits in the queue, which only a running platform processes: start one with"
            " make run, or repeat the command with ANYWAY=1, which cancels that run and goes on"
        )
    return f"{name} is in progress; try again when it has ended"


def _make_way(instance: dg.DagsterInstance, cancel_queued: bool) -> None:
    """Check that no other run writes; cancel queued ones, if requested.

    Raises:
        RunInProgressError: another run writes.
    """
    queued = dg.DagsterRunStatus.QUEUED
    busy = [record.dagster_run for record in runs_in_progress(instance)]
    for run in sorted(busy, key=lambda run: run.status == queued):
        if not (cancel_queued and run.status == queued):
            raise RunInProgressError(_busy_words(run))
        if not instance.run_coordinator.cancel_run(run.run_id):
            raise RunInProgressError(
                f"run {run.run_id} was just started; try again when it has ended"
            )
        _TERMINAL.line(f"Cancelled run {run.run_id} ({run.job_name}), which waited in the queue.")


def run_pipeline(
    definitions: dg.Definitions,
    job: str = CHURN_PIPELINE,
    config: dict[str, Any] | None = None,
    partition: str | None = None,
    cancel_queued: bool = False,
) -> Outcome:
    """Run a job in this process, in the history that the UI and the API show.

    Args:
        definitions: of the platform.
        job: the whole graph by default.
        config: run configuration by asset, if it differs from the settings.
        partition: of a dated source; default: see `default_partition`.
        cancel_queued: cancel queued runs instead of refusing to start.

    Raises:
        PartitionError: no such partition, or it is not complete.
        RunInProgressError: another run is in progress; their results would be mixed.
    """
    with open_history() as instance:
        _make_way(instance, cancel_queued)
        partition = _partition(instance, job, partition)
        if other := _replaced(newest(instance, "raw_customers", partition)):
            _TERMINAL.line(other)
        ops = {name: {"config": values} for name, values in (config or {}).items()}
        with showing(_TERMINAL):
            result = definitions.resolve_job_def(job).execute_in_process(
                instance=instance,
                raise_on_error=False,
                partition_key=partition,
                tags={Tag.TRIGGER: "command"},
                run_config={"loggers": {"progress": {}}, "ops": ops},
            )
        found = newest_of(instance, ASSETS, partition)
        results = {key: found[key] for key in ASSETS if key in found}
        shown = partition == current_of(instance).key
        why = _why_failed(result)
        return Outcome(result.success, result.run_id, results, partition, shown, why)


def _replaced(raw: Produced | None) -> str | None:
    """Return a sentence if a run with these settings replaces results of another table."""
    if raw is None:
        return None
    settings, ours = get_settings(), get_contract().data_set
    theirs = raw.metadata.get(Meta.DATA_SET, ours)
    source, now = raw.inputs["config"].get("source"), identity(settings.source)
    if theirs == ours and source in (None, now):
        return None
    if theirs != ours:
        source, now = data_set_words(theirs), data_set_words(ours)
    return (
        f"The results in {settings.data_dir} are of another table ({source}); this run replaces"
        f" them by those of your table ({now})."
    )


def _partition(instance: dg.DagsterInstance, job: str, asked: str | None) -> str | None:
    partitioning = get_settings().partitioning
    if partitioning is None:
        if asked:
            raise PartitionError(f"found {asked!r}, but CHURN_SOURCE has no {PLACEHOLDER}")
        return None
    key = asked or default_partition(instance, job in ASKING_JOBS)
    return partitioning.check(key or "", today())


@dg.definitions
def loggers() -> dg.Definitions:
    """Register the progress logger."""
    progress = dg.logger(_progress, "Prints a line for each asset that starts, ends or fails.")
    return dg.Definitions(loggers={"progress": progress, "console": dg.colored_console_logger})
