"""`make run`: the Dagster UI, the daemon and the API together, until Ctrl-C or SIGTERM."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

import httpx

from churn_platform.commands.first_run import launch_first_run
from churn_platform.commands.ports import find_taken
from churn_platform.commands.processes import stop_all
from churn_platform.commands.serving import api_command
from churn_platform.settings import Settings, SettingsError, read_settings

START_SECONDS = 180


class _Stop(Exception):
    """Somebody asked us to stop."""


def main() -> int:
    """Run the platform; return the exit code."""
    try:
        settings = read_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if taken := find_taken(settings):
        print(taken, file=sys.stderr)
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise_stop)
    started: list[subprocess.Popen[bytes]] = []
    try:
        return _serve(settings, started)
    except _Stop:
        print("Stopping.", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half behind
        stop_all(started)


def _serve(settings: Settings, started: list[subprocess.Popen[bytes]]) -> int:
    print("Starting the Dagster UI, the daemon and the API.", flush=True)
    ui_url = f"http://{settings.ui_host}:{settings.ui_port}"
    api_url = f"http://{settings.api_host}:{settings.api_port}"
    started += [_start(command, settings) for command in _commands(settings)]
    _wait_until(lambda: _answers(f"{api_url}/api/health"), started)
    _wait_until(lambda: _answers(f"{ui_url}/server_info"), started)
    print(f"Status      {api_url}/\nDagster UI  {ui_url}\nAPI         {api_url}/docs", flush=True)
    if run_id := launch_first_run(ui_url, api_url):
        print(f"Nothing was materialized yet: launched a first run, {ui_url}/runs/{run_id}")
    print(f"Schedule    {settings.cron} (UTC). Ctrl-C stops everything.", flush=True)
    while all(child.poll() is None for child in started):
        time.sleep(0.5)
    dead = next(child for child in started if child.poll() is not None)
    print(f"{_name(dead)} ended by itself, exit code {dead.returncode}.", file=sys.stderr)
    return 1


def _commands(settings: Settings) -> list[list[str]]:
    # its own warning that `dg dev` is the newer spelling is nothing a reader can act on
    quiet = ["-W", "ignore:Function `dev_command` is superseded"]
    ui = [*quiet, "-m", "dagster", "dev", "--log-level", "warning"]
    ui += ["-h", settings.ui_host, "-p", str(settings.ui_port)]
    return [[sys.executable, *ui], api_command(settings)]


def _start(command: list[str], settings: Settings) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DAGSTER_HOME": str(settings.home)}
    # a session of its own: Ctrl-C reaches us alone, and we stop the others in order
    return subprocess.Popen(  # noqa: S603 - our own commands, no shell
        command, cwd=settings.home, env=environment, start_new_session=True
    )


def _wait_until(ready: Callable[[], bool], started: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        for child in started:
            if child.poll() is not None:
                raise SystemExit(f"{_name(child)} did not start, exit code {child.returncode}.")
        if time.monotonic() > deadline:
            raise SystemExit(f"No answer within {START_SECONDS} s; see the messages above.")
        time.sleep(0.3)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _name(child: subprocess.Popen[bytes]) -> str:
    arguments = child.args
    assert isinstance(arguments, list)
    return "The Dagster UI" if "dagster" in arguments else "The API"


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


if __name__ == "__main__":
    sys.exit(main())
