"""What the history says of runs."""

from contextlib import suppress
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
_WAITING: Final = ("QUEUED", "NOT_STARTED")
_FAILURES: Final = {
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.ENGINE_EVENT,  # only with an error
    dg.DagsterEventType.RUN_FAILURE,
}
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
    run, of_run, tags = run_of(record), record.dagster_run, record.dagster_run.tags
    states: dict[str, str] = {}
    total = error = None
    if of_run.status.value not in _WAITING:
        with suppress(*_UNREADABLE):  # of another version: its status is known
            states, total, error = (
                _states(instance, of_run),
                _planned(instance, of_run),
                _error_of(instance, of_run),
            )
    going = [key for key, state in states.items() if state == "IN_PROGRESS"]
    return RunProgress(
        run=run,
        done=sum(state in _DONE for state in states.values()),
        total=total,
        current=going[0] if going and run.end is None else None,
        outcome=tags.get(Tag.OUTCOME),
        error=error,
        request=tags.get(Tag.REQUEST),
    )


def _states(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dict[str, str]:
    """Return what became of each step that has begun."""
    stats = instance.get_run_step_stats(run.run_id)
    return {each.step_key: each.status.value if each.status else "" for each in stats}


def _planned(instance: dg.DagsterInstance, run: dg.DagsterRun) -> int | None:
    """Return how many steps are planned, if that is known."""
    plan = run.execution_plan_snapshot_id
    return len(instance.get_execution_plan_snapshot(plan).step_keys_to_execute) if plan else None


def _error_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str | None:
    """Return why a run failed in a line: our own words of it, and of others only the kind."""
    if run.status != dg.DagsterRunStatus.FAILURE:
        return None
    for record in instance.get_records_for_run(run.run_id, of_type=_FAILURES).records:
        event: Any = record.event_log_entry.dagster_event
        data = event.event_specific_data
        if given := getattr(data, "user_failure_data", None):
            return _line(given.description or given.label)
        if (error := getattr(data, "error", None)) is not None:
            return _line(f"{event.step_key or 'the run'}: {recorded_kind_and_place(error)}")
        if event.message and event.event_type != dg.DagsterEventType.ENGINE_EVENT:
            return _line(event.message)
    return None


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


def _line(text: str) -> str:
    return clipped(" ".join(text.split()))


def counts(storage: Any, table: TableClause) -> dict[str, int]:
    """Return how many rows of a table of the storage have each status."""
    query = select(table.c.status, func.count()).group_by(table.c.status)
    with storage.connect() as connection:
        return {str(status): int(count) for status, count in connection.execute(query)}
