"""Run one job in this process, for commands that run a part of the graph."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from churn_platform.commands.shared.beside import continues_anyway, find_other_settings
from churn_platform.commands.shared.ready import ready_pipeline
from churn_platform.config.dated_source import PartitionError, dated
from churn_platform.config.settings import SettingsError
from churn_platform.config.source_location import shown
from churn_platform.history.storage.postgres import PostgresError
from churn_platform.pipeline import Pipeline
from churn_platform.runtime.memory import freeze_loaded_objects, limit_memory

if TYPE_CHECKING:
    from churn_platform.defs.runs.execution import Outcome


def run_job(
    job: str,
    show: "Callable[[Outcome, Pipeline], str]",
    config: dict[str, Any] | None = None,
    beginning: str = "",
    partition: str | None = None,
    refusal: Callable[[Pipeline], str | None] | None = None,
) -> int:
    """Run the job and print what `show` returns for its outcome; return the exit code.

    0: it succeeded, 1: it failed or was not started, 2: a setting is invalid. `refusal` may return
        a reason not to start the run.
    """
    limit_memory()
    try:
        pipeline = ready_pipeline()
        if pipeline is None:
            return 1
        if trouble := find_other_settings(pipeline.settings):
            print(trouble, file=sys.stderr)
            return 2
        if beginning:
            print(
                beginning.format(source=shown(dated(pipeline.settings.source, partition))),
                flush=True,
            )
        if refusal and (why := refusal(pipeline)):
            print(f"Not started: {why}.", file=sys.stderr)
            return 1
        return _run(pipeline, job, show, config, partition)
    except (SettingsError, PostgresError) as error:
        print(error, file=sys.stderr)
    except PartitionError as error:
        print(f"PARTITION is not allowed: {error}.", file=sys.stderr)
    return 2


def _run(
    pipeline: Pipeline,
    job: str,
    show: "Callable[[Outcome, Pipeline], str]",
    config: dict[str, Any] | None,
    partition: str | None,
) -> int:
    # imported here: a wrong setting should be reported at once
    from churn_platform.definitions import definitions_of
    from churn_platform.defs.runs.execution import RunInProgressError, run_pipeline

    freeze_loaded_objects()
    try:
        definitions, anyway = definitions_of(pipeline), continues_anyway()
        outcome = run_pipeline(pipeline, definitions, job, config, partition, cancel_queued=anyway)
    except RunInProgressError as error:
        print(f"Not started: {error}.", file=sys.stderr)
        return 1
    if not outcome.success:
        why = f": {outcome.why}" if outcome.why else ""
        print(f"Run {outcome.run_id} failed{why}; earlier results are unchanged.", file=sys.stderr)
        return 1
    print(show(outcome, pipeline))
    return 0
