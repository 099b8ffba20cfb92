"""A platform that ticks every ten seconds, its processes by name, and new tables for it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from churn_platform.sources.sample.telco import write_sample
from churn_platform.webserver.tokens import digest_of
from churn_platform_tests.commands.started import PROJECT, World, eventually

LAUNCHER = (sys.executable, "-m", "churn_platform_tests.unattended.launcher")
_WORKER = "run worker"
_SIGNS = {
    "code server": "api grpc",
    "daemon": "dagster._daemon",
    "webserver": "churn_platform.webserver",
    "API": "-m api",
    _WORKER: "spawn_main",
}
KINDS = (_WORKER, "code server", "daemon", "webserver", "API")
_TOKEN = "of-the-stage"
_HEADERS = {"Authorization": f"Bearer {_TOKEN}"}
_LIST = "{ runsOrError { ... on Runs { results { runId status startTime endTime } } } }"


@dataclass(frozen=True)
class Run:
    """A run; times are seconds of the epoch."""

    id: str
    status: str
    start: float | None
    end: float | None


class Stage:
    """The platform under test; what it prints goes to `log`.

    Args:
        folder: for source, data and log.
        settings: more of the environment, such as another storage.
    """

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder, self.data, self.log = folder, folder / "data", folder / "launcher.log"
        self.source = folder / "source.csv"
        self._tables = 0
        self.new_table()
        self.world = World(
            self.data,
            self.source,
            cron="0 0 29 2 *",
            CHURN_API_TOKEN_SHA256=digest_of(_TOKEN),
            **settings,
        )
        self._launcher: subprocess.Popen[bytes] | None = None

    def new_table(self) -> None:
        """Let the source hold customers whom the platform has not seen yet."""
        self._tables += 1
        write_sample(self.source, rows=300, seed=self._tables)

    def start(self) -> None:
        """Start the launcher."""
        with self.log.open("a") as log:
            self._launcher = subprocess.Popen(
                LAUNCHER,
                cwd=PROJECT,
                env=self.world.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @contextmanager
    def open(self) -> Iterator["Stage"]:
        """Start, wait for the first success, and end everything that was started afterwards."""
        self.start()
        try:
            eventually(self.successes)
            yield self
        finally:
            self.kill(*self.processes())

    def processes(self) -> dict[str, psutil.Process]:
        """Return the platform's processes by name, as far as they live; kept for the end."""
        assert self._launcher is not None
        try:
            launcher = psutil.Process(self._launcher.pid)
            family = launcher.children(recursive=True)
        except psutil.NoSuchProcess:
            return {}
        return {"launcher": launcher} | {name: one for one in family if (name := _name(one))}

    def kill(self, *names: str) -> bool:
        """Kill these, the launcher first; return whether all were there."""
        found = self.processes()
        for name in sorted(names, key=lambda name: name != "launcher"):
            with suppress(KeyError, psutil.NoSuchProcess):
                found[name].kill()
        if "launcher" in names and self._launcher is not None:
            self._launcher.wait(timeout=30)
        return set(names) <= set(found)

    def client(self) -> httpx.Client:
        """Return a client of the API that keeps its connection, as a dashboard does."""
        address = f"http://127.0.0.1:{self.world.api}"
        return httpx.Client(base_url=address, headers=_HEADERS, timeout=20, trust_env=False)

    def get(self, path: str) -> httpx.Response:
        """Ask the API once."""
        with self.client() as client:
            return client.get(path)

    def runs(self) -> list[Run]:
        """Return the runs that the UI lists, newest first."""
        address = f"http://127.0.0.1:{self.world.ui}/graphql"
        answer = httpx.post(address, json={"query": _LIST}, timeout=20, trust_env=False)
        listed = answer.json()["data"]["runsOrError"]["results"]
        return [
            Run(one["runId"], one["status"], one["startTime"], one["endTime"]) for one in listed
        ]

    def successes(self, since: float = 0) -> list[Run]:
        """Return the runs that began after a time and succeeded."""
        return [run for run in self.runs() if run.status == "SUCCESS" and (run.start or 0) > since]


def _name(process: psutil.Process) -> str | None:
    try:
        line = " ".join(process.cmdline())
    except psutil.Error:
        return None
    return next((name for name, sign in _SIGNS.items() if sign in line), None)
