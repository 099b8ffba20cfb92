"""Which runs count as in progress."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import dagster as dg
import pandas as pd
import psutil
import pytest
from dagster._core.events import EngineEventData
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.test_utils import create_run_for_test

from churn_platform.analysis import summary
from churn_platform.history import run_liveness as runs
from churn_platform.history.run_liveness import STATUSES, runs_in_progress
from churn_platform_tests.platform import Platform

SUMMARY = "summary_statistics"
MAX_SECONDS = 3600
summary_of = summary.summarize
ORIGIN = RemoteJobOrigin(
    RemoteRepositoryOrigin(
        RegisteredCodeLocationOrigin(location_name="churn_platform"), "__repository__"
    ),
    "churn_pipeline",
)

pytestmark = pytest.mark.storage


@pytest.fixture
def instance(platform: Platform) -> dg.DagsterInstance:
    return platform.instance


def _run(
    instance: dg.DagsterInstance,
    status: dg.DagsterRunStatus = dg.DagsterRunStatus.STARTED,
    pid: int | None = None,
    job: str = "churn_pipeline",
) -> dg.DagsterRun:
    run: dg.DagsterRun = create_run_for_test(
        instance, job_name=job, status=status, remote_job_origin=ORIGIN
    )
    if pid is not None:
        instance.report_engine_event("started", run, EngineEventData.in_process(pid))
    return run


def _gone() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(timeout=30)
    return process.pid


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.value)
def test_every_status_before_the_end_counts(
    platform: Platform, status: dg.DagsterRunStatus
) -> None:
    run = _run(platform.instance, status, os.getpid())
    skip = platform.tick()
    assert isinstance(skip, dg.SkipReason)
    assert run.run_id in (skip.skip_message or "")
    assert status.value in (skip.skip_message or "")


@pytest.mark.parametrize("job", ["data_pipeline", "ml_pipeline", "__ASSET_JOB"])
def test_every_job_that_writes_the_assets_counts(instance: dg.DagsterInstance, job: str) -> None:
    _run(instance, pid=os.getpid(), job=job)
    assert len(runs_in_progress(instance, MAX_SECONDS)) == 1


@pytest.mark.parametrize(
    "status",
    [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED],
)
def test_an_ended_run_does_not_count(
    instance: dg.DagsterInstance, status: dg.DagsterRunStatus
) -> None:
    _run(instance, status, os.getpid())
    assert runs_in_progress(instance, MAX_SECONDS) == []


def test_a_run_whose_process_is_gone_is_closed_as_failed(platform: Platform) -> None:
    run = _run(platform.instance, pid=_gone())
    assert isinstance(platform.tick(), dg.RunRequest)
    closed = platform.instance.get_run_by_id(run.run_id)
    assert closed and closed.status == dg.DagsterRunStatus.FAILURE


def test_another_process_with_the_same_number_is_not_the_runs(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as later:
        run = _run(instance, pid=later.pid)
        worker = runs._worker(instance, run.run_id)
        assert worker is not None and worker[0] == later.pid
        hour_before = (later.pid, worker[1] - 3600)
        monkeypatch.setattr(runs, "_worker", lambda *_: hour_before)
        assert runs_in_progress(instance, MAX_SECONDS) == []
        later.kill()


def test_a_killed_process_that_nobody_waited_for_is_gone(instance: dg.DagsterInstance) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        _run(instance, pid=child.pid)
        assert len(runs_in_progress(instance, MAX_SECONDS)) == 1
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and still a zombie
        assert runs_in_progress(instance, MAX_SECONDS) == []


@pytest.mark.parametrize(("seconds", "count"), [(0, 1), (runs.START_GRACE_SECONDS + 5, 0)])
def test_a_run_without_a_process_has_a_while_to_start(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, seconds: int, count: int
) -> None:
    _run(instance, dg.DagsterRunStatus.STARTING)

    later = datetime.now(UTC) + timedelta(seconds=seconds)
    monkeypatch.setattr(runs, "datetime", SimpleNamespace(now=lambda _: later))
    assert len(runs_in_progress(instance, MAX_SECONDS)) == count


def _deaf() -> subprocess.Popen[bytes]:
    """Start a process that has a child and ignores the wish that it should end."""
    code = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)']);"
        "print(child.pid, flush=True); child.wait(); input()"
    )
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _begin(instance: dg.DagsterInstance, run: dg.DagsterRun, status: dg.DagsterRunStatus) -> None:
    began = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, run.job_name)
    instance.report_dagster_event(began, run.run_id)
    if status == dg.DagsterRunStatus.CANCELING:
        instance.report_run_canceling(run)


def _ages(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = datetime.now(UTC) + timedelta(seconds=seconds)
    time = SimpleNamespace(now=lambda _: later, fromtimestamp=datetime.fromtimestamp)
    monkeypatch.setattr(runs, "datetime", time)


@pytest.mark.parametrize(
    ("status", "seconds", "why"),
    [
        (dg.DagsterRunStatus.STARTED, 70, "CHURN_MAX_RUN_SECONDS allows 60"),
        (dg.DagsterRunStatus.CANCELING, 70, "it was cancelled 70 s ago and did not end"),
    ],
    ids=lambda value: getattr(value, "value", ""),
)
def test_a_run_that_does_not_end_is_ended_with_its_whole_family(
    platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
    status: dg.DagsterRunStatus,
    seconds: float,
    why: str,
) -> None:
    monkeypatch.setattr(runs, "END_GRACE_SECONDS", 1)
    with _deaf() as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        run = _run(platform.instance, dg.DagsterRunStatus.STARTING, process.pid)
        _begin(platform.instance, run, status)
        assert len(runs_in_progress(platform.instance, 60)) == 1
        _ages(monkeypatch, seconds)
        assert runs_in_progress(platform.instance, 60) == []
        process.wait(timeout=10)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"
    closed = platform.instance.get_run_by_id(run.run_id)
    assert closed and closed.status == dg.DagsterRunStatus.FAILURE
    events = [entry.dagster_event for entry in platform.instance.all_logs(run.run_id)]
    said = [event.message or "" for event in events if event]
    assert any(why in text for text in said), said


def test_a_run_that_was_closed_meanwhile_publishes_nothing_more(
    done: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, newest = done.stable(SUMMARY).read_bytes(), done.newest(SUMMARY)

    def closed_meanwhile(table: pd.DataFrame, identifier: str) -> pd.DataFrame:
        (run,) = done.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
        done.instance.report_run_failed(run, "declared dead")
        return summary_of(table, identifier).head(3)  # what it must not publish

    monkeypatch.setattr(summary, "summarize", closed_meanwhile)
    result = done.run(select=[SUMMARY])
    assert not result.success
    assert "was closed as FAILURE meanwhile, so it publishes nothing more" in done.failure(result)
    assert done.stable(SUMMARY).read_bytes() == before
    assert done.newest(SUMMARY) == newest
