"""Which runs are in progress, judged by whether their process lives and not by what they say."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeAlias

import dagster as dg
import psutil

from churn_platform.catalog import IN_PROGRESS, MAINTENANCE, WRITING_JOBS
from churn_platform.metadata import Tag

Worker: TypeAlias = tuple[int, float]
"""The process id of a run's worker, and when it said so."""

STATUSES = [dg.DagsterRunStatus(name) for name in IN_PROGRESS]
START_GRACE_SECONDS = 180
CANCEL_GRACE_SECONDS = 60
END_GRACE_SECONDS = 5
_CLOCK_SLACK_SECONDS = 2


def runs_in_progress(instance: dg.DagsterInstance, max_run_seconds: int) -> list[dg.RunRecord]:
    """Return the live runs that write our assets; the others are closed as failed.

    Nothing else closes a run whose process is gone: the local run launcher does not watch its
    processes, and a run that stays STARTED for ever would hold the queue and the schedule for ever.
    A run that has had its time, or does not end when it is cancelled, is ended with its process.

    Args:
        instance: the history.
        max_run_seconds: longest time of a run.
    """
    records = instance.get_run_records(dg.RunsFilter(statuses=STATUSES))
    return [
        record
        for record in records
        if record.dagster_run.job_name in (*WRITING_JOBS, MAINTENANCE)
        and not _closed(instance, record, max_run_seconds)
        # it writes no asset; only a dead one matters, for it would hold the queue
        and record.dagster_run.job_name != MAINTENANCE
    ]


def _closed(instance: dg.DagsterInstance, record: dg.RunRecord, max_run_seconds: int) -> bool:
    """Close a run that is dead or had its time; return whether it was one."""
    run = record.dagster_run
    if run.status == dg.DagsterRunStatus.QUEUED:
        return False  # it has no process yet; the daemon starts it when its turn comes
    worker = _worker(instance, run.run_id)
    why = _why_dead(record, worker) or _why_too_long(record, max_run_seconds)
    if why is None:
        return False
    if worker is not None:
        _end(*worker)
    said = f"The run is closed as failed: {why}."
    instance.add_run_tags(run.run_id, {Tag.WHY: said})
    instance.report_run_failed(run, said)
    return True


def _why_dead(record: dg.RunRecord, worker: Worker | None) -> str | None:
    if worker is None:
        age = _age(record.update_timestamp)
        return f"no process after {age:.0f} s" if age > START_GRACE_SECONDS else None
    if _process(*worker) is None:
        killed = "it was killed, ran out of memory or disk, or the machine restarted"
        return f"its process {worker[0]} is gone; {killed}"
    return None


def _why_too_long(record: dg.RunRecord, maximum: int) -> str | None:
    if record.dagster_run.status == dg.DagsterRunStatus.CANCELING:
        age = _age(record.update_timestamp)
        said = f"it was cancelled {age:.0f} s ago and did not end"
        return said if age > CANCEL_GRACE_SECONDS else None
    if record.start_time is None:
        return None
    age = _age(datetime.fromtimestamp(record.start_time, UTC))
    return (
        f"it ran for {age:.0f} s; CHURN_MAX_RUN_SECONDS allows {maximum}" if age > maximum else None
    )


def _age(time: datetime) -> float:
    return (datetime.now(UTC) - time.astimezone(UTC)).total_seconds()


def _worker(instance: dg.DagsterInstance, run_id: str) -> Worker | None:
    connection = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
    for record in connection.records:
        event = record.event_log_entry.dagster_event
        pid = event.engine_event_data.metadata.get("pid") if event else None
        if pid is not None:
            return int(str(pid.value)), record.event_log_entry.timestamp
    return None


def _process(pid: int, since: float) -> psutil.Process | None:
    """Return the run's process, if it lives."""
    try:
        process = psutil.Process(pid)
        # a process that began after the run's event only has the same number
        began_before = process.create_time() <= since + _CLOCK_SLACK_SECONDS
        lives = began_before and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if lives else None


def _end(pid: int, since: float) -> None:
    """End the run's process, and those of its steps, politely and then surely."""
    process = _process(pid, since)
    if process is None or pid == os.getpid():
        return
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for stop in (psutil.Process.terminate, psutil.Process.kill):
        for each in family:
            with suppress(psutil.NoSuchProcess):
                stop(each)
        _, family = psutil.wait_procs(family, timeout=END_GRACE_SECONDS)
