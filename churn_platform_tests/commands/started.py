"""The whole platform as processes, which a test starts, watches and stops."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from churn_platform.runtime.ports import free_port
from churn_platform_tests.commands.processes import environment

PROJECT = Path(__file__).resolve().parents[2]
RUN = (sys.executable, "-m", "churn_platform.commands", "run")
# without the certificates, which take 25 ms to load for each request
_PLAIN: dict[str, Any] = {"timeout": 20, "trust_env": False, "verify": False}
_RUNS = "{ runsOrError { ... on Runs { results { runId status } } } }"


class World:
    """One data folder, two ports, and the ways to start something over them."""

    def __init__(self, data: Path, source: Path, cron: str, **settings: object) -> None:
        self.ui, self.api = free_port(), free_port()
        ports = {"CHURN_UI_PORT": self.ui, "CHURN_API_PORT": self.api}
        self.environment = environment(data, source, CHURN_CRON=cron, **ports, **settings)

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
        answer = httpx.get(f"http://127.0.0.1:{self.api}{path}", **_PLAIN)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def runs(self) -> dict[str, str]:
        """Run id -> status, as the Dagster UI lists them."""
        reply = httpx.post(
            f"http://127.0.0.1:{self.ui}/graphql",
            json={"query": _RUNS},
            **_PLAIN,
        )
        results = reply.json()["data"]["runsOrError"]["results"]
        return {run["runId"]: run["status"] for run in results}


@contextmanager
def running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
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


def eventually(what: Callable[[], Any], seconds: float = 150) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := what():
                return found
        except (httpx.HTTPError, AssertionError, KeyError, ValueError):
            pass
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def stop(process: subprocess.Popen[str], number: int) -> str:
    """Signal the launcher alone; return what it said, once nothing of it is left."""
    family = _family(process.pid)
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert len(family) >= 4
    assert [one for one in family if one.is_running()] == []
    return output
