"""What the history says of runs."""

from typing import Any, Final

import dagster as dg
from sqlalchemy import func, select

from churn_platform.catalog import IN_PROGRESS, WRITING_JOBS
from churn_platform.history.reader.events import UNREADABLE
from churn_platform.history.reader.translate import (
    progress_of,
    run_of,
)
from churn_platform.history.records import (
    Run,
    RunProgress,
)

UNFINISHED: Final = [dg.DagsterRunStatus(name) for name in IN_PROGRESS]


def last_run(instance: dg.DagsterInstance, *statuses: dg.DagsterRunStatus) -> Run | None:
    """Return the newest run of a job that writes our assets."""

    def newest_of(job: str | None) -> list[dg.RunRecord]:
        wanted = dg.RunsFilter(job_name=job, statuses=list(statuses) or None)
        return list(instance.get_run_records(wanted, limit=1))

    try:
        found = newest_of(None)
        if found and found[0].dagster_run.job_name not in WRITING_JOBS:
            found = [record for job in WRITING_JOBS for record in newest_of(job)]
        newest = max(found, key=lambda record: record.storage_id, default=None)
        return None if newest is None else run_of(newest)
    except UNREADABLE:
        return None  # a run of another version; its results tell their own story


def progress_in(instance: dg.DagsterInstance, record: dg.RunRecord) -> RunProgress:
    """Return how far a run is: its steps, and why it failed if it did."""
    run = record.dagster_run
    if run.status in (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED):
        return progress_of(record, None, [], [])
    try:
        plan = run.execution_plan_snapshot_id
        steps = instance.get_execution_plan_snapshot(plan).step_keys_to_execute if plan else None
        failures: list[Any] = []
        if run.status == dg.DagsterRunStatus.FAILURE:
            kinds = {
                dg.DagsterEventType.STEP_FAILURE,
                dg.DagsterEventType.ENGINE_EVENT,
                dg.DagsterEventType.RUN_FAILURE,
            }
            failures = [
                each.event_log_entry
                for each in instance.get_records_for_run(run.run_id, of_type=kinds).records
                if _is_failure(each.event_log_entry.dagster_event)
            ]
        return progress_of(record, steps, instance.get_run_step_stats(run.run_id), failures)
    except UNREADABLE:
        return progress_of(record, None, [], [])  # of another version: its status is known


def _is_failure(event: Any) -> bool:
    """Whether an event tells of an error: of most, their kind says so."""
    is_of_engine = event.event_type == dg.DagsterEventType.ENGINE_EVENT
    return not is_of_engine or event.engine_event_data.error is not None


def counts(storage: Any, table: Any) -> dict[str, int]:
    """Return how many rows of a table of the storage have each status."""
    query = select(table.c.status, func.count()).group_by(table.c.status)
    with storage.connect() as connection:
        return {str(status): int(count) for status, count in connection.execute(query)}
