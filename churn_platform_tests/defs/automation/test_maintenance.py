"""The daily maintenance as Dagster sees it."""

import os

import dagster as dg
import psutil

from churn_platform.catalog import MAINTENANCE, MAINTENANCE_SCHEDULE
from churn_platform.defs.automation.maintenance import daily_maintenance, maintenance
from churn_platform.history.model_history import FILE, read_history
from churn_platform.history.run_liveness import STATUSES, runs_in_progress
from churn_platform.metadata import Tag
from churn_platform.storage.removal_lock import housekeeping
from churn_platform_tests.history.test_run_liveness import _gone, _run
from churn_platform_tests.platform import Platform


def maintain(platform: Platform) -> dg.ExecuteInProcessResult:
    return maintenance.execute_in_process(
        instance=platform.instance,
        resources={"pipeline": platform.pipeline},
        raise_on_error=False,
    )


def test_it_runs_once_a_night_and_is_on() -> None:
    assert daily_maintenance.name == MAINTENANCE_SCHEDULE
    assert (daily_maintenance.cron_schedule, daily_maintenance.execution_timezone) == (
        "17 3 * * *",
        "UTC",
    )
    assert daily_maintenance.default_status == dg.DefaultScheduleStatus.RUNNING
    assert daily_maintenance.job_name == MAINTENANCE


def test_it_removes_remembers_and_says_so_in_the_list_of_runs(done: Platform) -> None:
    result = maintain(done)
    assert result.success
    run = done.instance.get_run_by_id(result.run_id)
    assert run is not None
    assert run.tags[Tag.OUTCOME] == (
        "removed 0 runs of 2, 0 events without a run, 0 ticks, 0 files of 0.0 MB"
    )
    assert len(read_history(done.data_dir / FILE)) == 3


def test_during_a_backup_it_ends_without_a_failure(done: Platform) -> None:
    with housekeeping(done.data_dir):
        result = maintain(done)
    assert result.success
    assert not (done.data_dir / FILE).exists()


def test_a_broken_model_history_fails_it_in_one_line(done: Platform) -> None:
    (done.data_dir / FILE).write_text("broken")
    result = maintain(done)
    assert not result.success
    assert "Nothing was removed. reports/model_history.csv: found the columns" in done.failure(
        result
    )


def test_while_it_runs_the_schedule_goes_on(done: Platform) -> None:
    for status in STATUSES:
        _run(done.instance, status, os.getpid(), job=MAINTENANCE)
    assert runs_in_progress(done.instance, 3600) == []
    assert isinstance(done.tick(), dg.RunRequest)


def test_one_whose_process_is_gone_is_closed_and_holds_no_queue(platform: Platform) -> None:
    gone = _gone()
    assert not psutil.pid_exists(gone)
    dead = _run(platform.instance, pid=gone, job=MAINTENANCE)
    assert runs_in_progress(platform.instance, 3600) == []
    closed = platform.instance.get_run_by_id(dead.run_id)
    assert closed is not None and closed.status == dg.DagsterRunStatus.FAILURE
