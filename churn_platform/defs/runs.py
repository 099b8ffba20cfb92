"""Which runs are in progress, judged by whether their process lives and not by what they say."""

from datetime import UTC, datetime

import dagster as dg
import psutil

from churn_platform.catalog import MAINTENANCE, WRITING_JOBS

IN_PROGRESS = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
START_GRACE_SECONDS = 180
_CLOCK_SLACK_SECONDS = 2


def runs_in_progress(instance: dg.DagsterInstance) -> list[dg.RunRecord]:
    """Return the live runs that write our assets; runs whose process is gone are closed as failed.

    Nothing else closes them: the local run launcher does not watch its processes, and a run that
    stays STARTED for ever would hold the queue and the schedule for ever.
    """
    records = instance.get_run_records(dg.RunsFilter(statuses=IN_PROGRESS))
    alive = []
    for record in records:
        job = record.dagster_run.job_name
        if job not in (*WRITING_JOBS, MAINTENANCE):
            continue
        if why := _why_dead(instance, record):
            instance.report_run_failed(record.dagster_run, f"The run is closed as failed: {why}.")
        elif job != MAINTENANCE:  # it writes no asset; a dead one would hold the queue all the same
            alive.append(record)
    return alive


def _why_dead(instance: dg.DagsterInstance, record: dg.RunRecord) -> str | None:
    run = record.dagster_run
    if run.status == dg.DagsterRunStatus.QUEUED:
        return None  # it has no process yet; the daemon starts it when its turn comes
    worker = _worker(instance, run.run_id)
    if worker is None:
        age = (datetime.now(UTC) - record.update_timestamp.astimezone(UTC)).total_seconds()
        return f"no process after {age:.0f} s" if age > START_GRACE_SECONDS else None
    pid, since = worker
    return None if _lives(pid, since) else f"its process {pid} is gone"


def _worker(instance: dg.DagsterInstance, run_id: str) -> tuple[int, float] | None:
    """Return the process id of the run's worker and when it said so."""
    connection = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
    for record in connection.records:
        event = record.event_log_entry.dagster_event
        pid = event.engine_event_data.metadata.get("pid") if event else None
        if pid is not None:
            return int(str(pid.value)), record.event_log_entry.timestamp
    return None


def _lives(pid: int, since: float) -> bool:
    try:
        process = psutil.Process(pid)
        # a process that began after the run's event only has the same number
        began_before = process.create_time() <= since + _CLOCK_SLACK_SECONDS
        return began_before and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
