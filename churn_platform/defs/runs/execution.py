"""Run a job in this process, for the commands."""

import logging
import os
from dataclasses import dataclass
from typing import Any

import dagster as dg

from churn_platform.catalog import ASKING_JOBS, ASSETS, CHURN_PIPELINE
from churn_platform.config.dated_source import PLACEHOLDER, PartitionError, Partitioning
from churn_platform.config.source_location import identity
from churn_platform.defs.steps.partitioned_assets import current_of, default_partition, today
from churn_platform.history.lineage import newest, newest_of
from churn_platform.history.records import Materialization
from churn_platform.history.run_liveness import runs_in_progress
from churn_platform.metadata import Meta, Tag
from churn_platform.pipeline import Pipeline
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
    results: dict[str, Materialization]
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


def _make_way(instance: dg.DagsterInstance, max_run_seconds: int, cancel_queued: bool) -> None:
    """See that no other run writes; cancel those that only wait, if that is asked for.

    Raises:
        RunInProgressError: another run writes.
    """
    queued = dg.DagsterRunStatus.QUEUED
    busy = [record.dagster_run for record in runs_in_progress(instance, max_run_seconds)]
    for run in sorted(busy, key=lambda run: run.status == queued):
        if not (cancel_queued and run.status == queued):
            raise RunInProgressError(_busy_words(run))
        if not instance.run_coordinator.cancel_run(run.run_id):
            raise RunInProgressError(
                f"run {run.run_id} was just started; try again when it has ended"
            )
        _TERMINAL.line(f"Cancelled run {run.run_id} ({run.job_name}), which waited in the queue.")


def run_pipeline(
    pipeline: Pipeline,
    definitions: dg.Definitions,
    job: str = CHURN_PIPELINE,
    config: dict[str, Any] | None = None,
    partition: str | None = None,
    cancel_queued: bool = False,
) -> Outcome:
    """Run a job in this process, in the history that the UI and the API show.

    Args:
        pipeline: whose history it is.
        definitions: of the pipeline.
        job: everything, unless another is named.
        config: run configuration by asset, where it differs from the settings.
        partition: of a dated source; none: see `default_partition`.
        cancel_queued: cancel runs that wait in the queue, rather than not to start.

    Raises:
        PartitionError: no such partition, or it is not complete.
        RunInProgressError: another run is in progress; their results would be mixed.
    """
    with pipeline.open_history() as instance:
        _make_way(instance, pipeline.settings.max_run_seconds, cancel_queued)
        partition = _partition(instance, pipeline.partitioning, job, partition)
        if other := _replaced(newest(instance, "raw_customers", partition), pipeline):
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
        shown = partition == current_of(instance, pipeline.partitioning).key
        why = _why_failed(result)
        return Outcome(result.success, result.run_id, results, partition, shown, why)


def _replaced(raw: Materialization | None, pipeline: Pipeline) -> str | None:
    """Return a sentence if a run with these settings replaces results of another table."""
    if raw is None:
        return None
    settings, ours = pipeline.settings, pipeline.contract.data_set
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


def _partition(
    instance: dg.DagsterInstance, partitioning: Partitioning | None, job: str, asked: str | None
) -> str | None:
    if partitioning is None:
        if asked:
            raise PartitionError(f"found {asked!r}, but CHURN_SOURCE has no {PLACEHOLDER}")
        return None
    key = asked or default_partition(instance, partitioning, job in ASKING_JOBS)
    return partitioning.check(key or "", today())


@dg.definitions
def loggers() -> dg.Definitions:
    """Register the progress logger."""
    progress = dg.logger(_progress, "Prints a line for each asset that starts, ends or fails.")
    return dg.Definitions(loggers={"progress": progress, "console": dg.colored_console_logger})
