"""The whole platform as processes: started, watched, stopped, started again in other ways."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from churn_platform_tests.commands.processes import environment
from churn_platform_tests.platform import Platform

PROJECT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
pytestmark = pytest.mark.platform
RUNS = "{ runsOrError { ... on Runs { results { runId status } } } }"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class World:
    """One data folder, two ports, and the ways to start something over them."""

    def __init__(self, data: Path, source: Path, cron: str) -> None:
        self.ui, self.api = _free_port(), _free_port()
        ports = {"CHURN_UI_PORT": self.ui, "CHURN_API_PORT": self.api}
        self.environment = environment(data, source, CHURN_CRON=cron, **ports)

    def start(self, *command: str, folder: Path = PROJECT) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def get(self, path: str) -> dict[str, Any]:
        answer = httpx.get(f"http://127.0.0.1:{self.api}{path}", timeout=20, trust_env=False)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def runs(self) -> dict[str, str]:
        """Run id -> status, as the Dagster UI lists them."""
        reply = httpx.post(
            f"http://127.0.0.1:{self.ui}/graphql",
            json={"query": RUNS},
            timeout=20,
            trust_env=False,
        )
        results = reply.json()["data"]["runsOrError"]["results"]
        return {run["runId"]: run["status"] for run in results}


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


@contextmanager
def _running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End the process's whole session if the test leaves it running."""
    try:
        yield process
    finally:
        for one in _family(process.pid):
            one.kill()
        if process.stdout:
            process.stdout.close()
        process.wait(timeout=10)


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _eventually(what: Callable[[], Any], seconds: float = 150) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := what():
                return found
        except (httpx.HTTPError, AssertionError, KeyError, ValueError):
            pass
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def _stop(process: subprocess.Popen[str], number: int) -> str:
    """Signal the launcher alone; return what it said, once nothing of it is left."""
    family = _family(process.pid)
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert len(family) >= 4
    assert [one for one in family if one.is_running()] == []
    return output


def test_make_run_runs_everything_and_a_scheduled_run_succeeds(empty: World) -> None:
    launcher = empty.start(sys.executable, "-m", "churn_platform.commands.run")
    with _running(launcher):
        first = _eventually(lambda: empty.get("/api/details")["last_run"])
        assert first["trigger"] == "first_run"
        _eventually(lambda: empty.get("/api/metrics")["state"] == "ok")
        scheduled = _eventually(lambda: _scheduled_success(empty))
        assert empty.runs()[scheduled["id"]] == "SUCCESS"
        assert empty.get("/api/health")["status"] == "ok"
        assert empty.get("/api/details")["last_check"]["changed"] is False
        output = _stop(launcher, signal.SIGTERM)
    assert f"http://127.0.0.1:{empty.ui}" in output
    assert f"http://127.0.0.1:{empty.api}/docs" in output
    assert "launched a first run" in output
    assert "Traceback" not in output


def _scheduled_success(world: World) -> dict[str, Any] | None:
    run: dict[str, Any] = world.get("/api/details")["last_run"]
    return run if (run["trigger"], run["status"]) == ("schedule", "SUCCESS") else None


@pytest.mark.parametrize("command", [["dagster", "dev"], ["dg", "dev"]], ids=" ".join)
def test_started_by_hand_the_history_is_the_same(
    world: World, finished: Platform, command: list[str]
) -> None:
    known = {run.run_id: "SUCCESS" for run in finished.instance.get_runs()}
    by_hand = world.start(str(BIN / command[0]), *command[1:], "-p", str(world.ui))
    with _running(by_hand):
        assert _eventually(world.runs) == known
    assert not list(PROJECT.glob(".tmp_dagster_home_*/history"))


def test_the_api_started_elsewhere_shows_the_same_history(
    world: World, finished: Platform, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", str(world.api)]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with _running(world.start(*command, folder=elsewhere)):
        runs = _eventually(lambda: world.get("/api/model-runs")["items"])
        assert [run["run_id"] for run in runs] == [finished.instance.get_runs()[0].run_id]
        assert list(elsewhere.iterdir()) == []


def test_a_restart_launches_no_first_run_and_ctrl_c_stops_it(world: World) -> None:
    launcher = world.start(sys.executable, "-m", "churn_platform.commands.run")
    with _running(launcher):
        _eventually(lambda: world.get("/api/metrics")["state"] == "ok")
        _eventually(world.runs)
        time.sleep(2)
        output = _stop(launcher, signal.SIGINT)
    assert "launched a first run" not in output


@pytest.mark.parametrize("which", ["ui", "api"])
def test_a_taken_port_is_named(empty: World, which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(empty, which)))
        taken.listen()
        with _running(empty.start(sys.executable, "-m", "churn_platform.commands.run")) as process:
            output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"127.0.0.1:{getattr(empty, which)} cannot be used" in output
    assert f"set CHURN_{which.upper()}_PORT to a free port" in output
