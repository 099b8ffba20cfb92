"""What the history says of runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import dagster as dg
from dagster_shared.check import CheckError
from dagster_shared.serdes.errors import DeserializationError
from sqlalchemy import TableClause, func, select

from churn_platform.catalog import IN_PROGRESS, WRITING_JOBS
from churn_platform.history.reader.wording import clipped
from churn_platform.history.records import Run, RunProgress
from churn_platform.metadata import Tag
from churn_platform.runtime.failures import recorded_kind_and_place
from churn_platform.wording import job_words

# what reading a run raises that another version wrote
_UNREADABLE: Final = (DeserializationError, CheckError, ValueError, TypeError, KeyError)
_SCHEDULE_TAG: Final = "dagster/schedule_name"
_FAILURE: Final = "FAILURE"
_DONE: Final = ("SUCCESS", "SKIPPED", _FAILURE)
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
    except _UNREADABLE:
        return None  # a run of another version; its results tell their own story


def progress_in(instance: dg.DagsterInstance, record: dg.RunRecord) -> RunProgress:
    """Return how far a run is: its steps, and why it failed if it did."""
    run = record.dagster_run
    if run.status in (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED):
        return _progress_of(record, None, [], [])
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
        return _progress_of(record, steps, instance.get_run_step_stats(run.run_id), failures)
    except _UNREADABLE:
        return _progress_of(record, None, [], [])  # of another version: its status is known


def _is_failure(event: Any) -> bool:
    """Whether an event tells of an error: of most, their kind says so."""
    is_of_engine = event.event_type == dg.DagsterEventType.ENGINE_EVENT
    return not is_of_engine or event.engine_event_data.error is not None


def moment(timestamp: float | None) -> datetime | None:
    """Return seconds since 1970 as a UTC time."""
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)


def run_of(record: Any) -> Run:
    """Return a run record; a run without a trigger of its own was launched by a person."""
    run = record.dagster_run
    keys = {key.to_user_string() for key in run.asset_selection or ()}
    by_schedule = "schedule" if _SCHEDULE_TAG in run.tags else "person"
    return Run(
        id=run.run_id,
        job=job_words(run.job_name, keys),
        status=run.status.value,
        start=moment(record.start_time),
        end=moment(record.end_time),
        trigger=run.tags.get(Tag.TRIGGER, by_schedule),
        partition=run.tags.get(Tag.PARTITION),
        why=run.tags.get(Tag.WHY) if run.status.value == _FAILURE else None,
    )


def _progress_of(
    record: Any, steps: Sequence[str] | None, stats: Sequence[Any], failures: Sequence[Any]
) -> RunProgress:
    """Return a run record with how far the run is.

    Args:
        record: the run.
        steps: keys of the steps that are planned, if that is known.
        stats: what became of each step that has begun.
        failures: log entries of the step and the run that failed.
    """
    states = {each.step_key: each.status.value if each.status else "" for each in stats}
    tags = record.dagster_run.tags
    going = [key for key, state in states.items() if state == "IN_PROGRESS"]
    run = run_of(record)
    return RunProgress(
        run=run,
        done=sum(state in _DONE for state in states.values()),
        total=None if steps is None else len(steps),
        current=going[0] if going and run.end is None else None,
        outcome=tags.get(Tag.OUTCOME),
        error=_error_of(failures),
        request=tags.get(Tag.REQUEST),
    )


def _error_of(failures: Sequence[Any]) -> str | None:
    """Return the first failure in a line: our own words of it, and of others only the kind."""
    for entry in failures:
        event = entry.dagster_event
        data = event.event_specific_data
        if given := getattr(data, "user_failure_data", None):
            return _line(given.description or given.label)
        if (error := getattr(data, "error", None)) is not None:
            return _line(f"{event.step_key or 'the run'}: {recorded_kind_and_place(error)}")
        if event.message:
            return _line(event.message)
    return None


def _line(text: str) -> str:
    return clipped(" ".join(text.split()))


def counts(storage: Any, table: TableClause) -> dict[str, int]:
    """Return how many rows of a table of the storage have each status."""
    query = select(table.c.status, func.count()).group_by(table.c.status)
    with storage.connect() as connection:
        return {str(status): int(count) for status, count in connection.execute(query)}
