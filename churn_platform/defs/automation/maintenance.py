"""The daily maintenance: removes outdated runs, events and files; see docs/operations.md."""

import dagster as dg

from churn_platform.catalog import MAINTENANCE, MAINTENANCE_SCHEDULE
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.history.model_history import HistoryError
from churn_platform.history.retention.prune import prune
from churn_platform.metadata import Tag
from churn_platform.storage.removal_lock import BusyError


@dg.op(
    description="Removes runs, events, logs, ticks and files that are older than configured.",
    config_schema={},
)
def remove_what_is_outdated(context: dg.OpExecutionContext, pipeline: PipelineResource) -> None:
    """Remove outdated runs, events and files, and report them in the run's log and tag."""
    try:
        removed = prune(context.instance, pipeline.settings)
    except BusyError as error:
        context.log.info(f"Nothing was removed: {error}; the next maintenance does it.")
        return
    except HistoryError as error:
        said = f"Nothing was removed. {error}; move the file aside to begin a new one."
        raise dg.Failure(said, allow_retries=False) from error
    context.log.info(f"Removed {removed}.")
    context.instance.add_run_tags(context.run_id, {Tag.OUTCOME: f"removed {removed}"})


@dg.job(
    name=MAINTENANCE,
    executor_def=dg.in_process_executor,
    description=(
        "Removes what is older than configured: finished runs with their events and logs, ticks,"
        " and files that no retained run names. Current results and champions are kept. Writes"
        " the model history first. `make prune DRY_RUN=1` lists what it would remove."
    ),
)
def maintenance() -> None:
    """Remove outdated runs, events and files."""
    remove_what_is_outdated()


daily_maintenance = dg.ScheduleDefinition(
    name=MAINTENANCE_SCHEDULE,
    job=maintenance,
    cron_schedule="17 3 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Removes outdated runs, events and files. Waits in the queue like any other run.",
    tags={Tag.TRIGGER: "schedule"},
)
