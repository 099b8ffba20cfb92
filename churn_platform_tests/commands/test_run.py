"""The whole platform as processes: started, watched, stopped, started again in other ways."""

import os
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

    def __init__(self, folder: Path, source: Path) -> None:
        self.ui, self.api = _free_port(), _free_port()
        self.data = folder / "data"
        clean = {k: v for k, v in os.environ.items() if k not in ("DAGSTER_HOME", "CHURN_HOME")}
        self.environment = {
            **clean,
            "CHURN_DATA_DIR": str(self.data),
            "CHURN_SOURCE": str(source),
            "CHURN_UI_PORT": str(self.ui),
            "CHURN_API_PORT": str(self.api),
            "CHURN_CRON": "* * * * *",
        }

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


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> World:
    return World(tmp_path_factory.mktemp("world"), small_csv)


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


def test_make_run_runs_everything_and_a_scheduled_run_succeeds(world: World) -> None:
    launcher = world.start(sys.executable, "-m", "churn_platform.commands.run")
    with _running(launcher):
        first = _eventually(lambda: world.get("/api/details")["last_run"])
        assert first["trigger"] == "first_run"
        _eventually(lambda: world.get("/api/metrics")["state"] == "ok")
        scheduled = _eventually(lambda: _scheduled_success(world))
        assert world.runs()[scheduled["id"]] == "SUCCESS"
        assert world.get("/api/health")["status"] == "ok"
        assert world.get("/api/details")["last_check"]["changed"] is False
        output = _stop(launcher, signal.SIGTERM)
    assert f"http://127.0.0.1:{world.ui}" in output
    assert f"http://127.0.0.1:{world.api}/docs" in output
    assert "launched a first run" in output
    assert "Traceback" not in output


def _scheduled_success(world: World) -> dict[str, Any] | None:
    run: dict[str, Any] = world.get("/api/details")["last_run"]
    return run if (run["trigger"], run["status"]) == ("schedule", "SUCCESS") else None


@pytest.mark.parametrize("command", [["dagster", "dev"], ["dg", "dev"]], ids=" ".join)
def test_started_by_hand_the_history_is_the_same(world: World, command: list[str]) -> None:
    by_hand = world.start(str(BIN / command[0]), *command[1:], "-p", str(world.ui))
    with _running(by_hand):
        found = _eventually(world.runs)
        assert "SUCCESS" in found.values()
        assert len(found) >= 2
    assert not list(PROJECT.glob(".tmp_dagster_home_*/history"))


def test_the_api_started_elsewhere_shows_the_same_history(world: World, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", str(world.api)]
    with _running(world.start(*command, folder=tmp_path)):
        runs = _eventually(lambda: world.get("/api/model-runs")["items"])
        assert len(runs) == 1
        assert list(tmp_path.iterdir()) == []


def test_a_restart_launches_no_first_run_and_ctrl_c_stops_it(world: World) -> None:
    launcher = world.start(sys.executable, "-m", "churn_platform.commands.run")
    with _running(launcher):
        _eventually(lambda: world.get("/api/metrics")["state"] == "ok")
        _eventually(world.runs)
        time.sleep(2)
        output = _stop(launcher, signal.SIGINT)
    assert "launched a first run" not in output


@pytest.mark.parametrize("which", ["ui", "api"])
def test_a_taken_port_is_named(world: World, which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(world, which)))
        taken.listen()
        with _running(world.start(sys.executable, "-m", "churn_platform.commands.run")) as process:
            output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"127.0.0.1:{getattr(world, which)} cannot be used" in output
    assert f"set CHURN_{which.upper()}_PORT to a free port" in output
