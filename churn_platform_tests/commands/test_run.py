"""The whole platform as processes: started, watched, stopped, started again in other ways."""

import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from churn_platform_tests.commands.started import PROJECT, RUN, World, eventually, running, stop
from churn_platform_tests.platform import Platform

BIN = Path(sys.executable).parent
pytestmark = pytest.mark.platform


@pytest.fixture
def empty(tmp_path: Path, small_csv: Path) -> World:
    """Nothing was materialized yet; the schedule ticks as often as it can."""
    return World(tmp_path / "data", small_csv, cron="* * * * *")


@pytest.fixture
def world(tmp_path: Path, finished: Platform) -> World:
    """Everything was materialized once, by another process; the schedule does not tick."""
    folder = finished.data_dir.parent
    shutil.copytree(finished.data_dir, tmp_path / "data")
    shutil.copytree(folder / "history", tmp_path / "data/dagster")
    return World(tmp_path / "data", finished.source, cron="0 0 29 2 *")


def test_make_run_runs_everything_and_a_scheduled_run_succeeds(empty: World) -> None:
    launcher = empty.start(*RUN)
    with running(launcher):
        first = eventually(lambda: empty.get("/api/details")["last_run"])
        # where a minute begins before the launcher asks, its tick is the first
        assert first["trigger"] in ("first_run", "schedule")
        eventually(lambda: empty.get("/api/metrics")["state"] == "ok")
        scheduled = eventually(lambda: _scheduled_success(empty))
        assert empty.runs()[scheduled["id"]] == "SUCCESS"
        assert empty.get("/api/health")["status"] == "ok"
        assert empty.get("/api/details")["last_check"]["changed"] is False
        output = stop(launcher, signal.SIGTERM)
    assert f"http://127.0.0.1:{empty.ui}" in output
    assert f"http://127.0.0.1:{empty.api}/docs" in output
    assert ("launched a first run" in output) == (first["trigger"] == "first_run")
    assert "Traceback" not in output and "Stack Trace" not in output


def _scheduled_success(world: World) -> dict[str, Any] | None:
    run: dict[str, Any] = world.get("/api/details")["last_run"]
    return run if (run["trigger"], run["status"]) == ("schedule", "SUCCESS") else None


@pytest.mark.parametrize("command", [["dagster", "dev"], ["dg", "dev"]], ids=" ".join)
def test_started_by_hand_the_history_is_the_same(
    world: World, finished: Platform, command: list[str]
) -> None:
    known = {run.run_id: "SUCCESS" for run in finished.instance.get_runs()}
    by_hand = world.start(str(BIN / command[0]), *command[1:], "-p", str(world.ui))
    with running(by_hand):
        assert eventually(world.runs) == known
    assert not list(PROJECT.glob(".tmp_dagster_home_*/history"))


def test_the_api_started_elsewhere_shows_the_same_history(
    world: World, finished: Platform, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "api"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with running(world.start(*command, folder=elsewhere)):
        runs = eventually(lambda: world.get("/api/model-runs")["items"])
        assert [run["run_id"] for run in runs] == [finished.instance.get_runs()[0].run_id]
        assert list(elsewhere.iterdir()) == []


def test_a_restart_launches_no_first_run_and_ctrl_c_stops_it(world: World) -> None:
    launcher = world.start(*RUN)
    with running(launcher):
        eventually(lambda: world.get("/api/metrics")["state"] == "ok")
        eventually(world.runs)
        time.sleep(2)
        output = stop(launcher, signal.SIGINT)
    assert "launched a first run" not in output


def test_a_second_one_is_refused_and_the_first_ends_when_its_folder_is_emptied(
    world: World, tmp_path: Path, small_csv: Path
) -> None:
    launcher, data = world.start(*RUN), tmp_path / "data"
    with running(launcher):
        eventually(lambda: world.get("/api/metrics")["state"] == "ok")
        eventually(world.runs)
        second = World(data, small_csv, cron="0 0 29 2 *").start(*RUN)
        with running(second):
            output, _ = second.communicate(timeout=60)
        assert second.returncode == 1 and output.count("\n") == 1
        assert f"the platform runs there already (make run, process {launcher.pid} on" in output
        assert f"Dagster UI http://127.0.0.1:{world.ui}, API http://127.0.0.1:{world.api}" in output
        family = psutil.Process(launcher.pid).children(recursive=True)
        for path in data.iterdir():
            if not path.name.startswith("."):  # as `rm -r data/*` leaves them
                shutil.rmtree(path)
        said, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    last = said.splitlines()[-1]
    assert last.startswith(f"Stopped: {data} was emptied or replaced while the platform ran there")
    assert [one for one in family if one.is_running()] == []


@pytest.mark.parametrize("which", ["ui", "api"])
def test_a_taken_port_is_named(empty: World, which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(empty, which)))
        taken.listen()
        with running(empty.start(*RUN)) as process:
            output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"127.0.0.1:{getattr(empty, which)} cannot be used" in output
    assert f"set CHURN_{which.upper()}_PORT to a free port" in output
