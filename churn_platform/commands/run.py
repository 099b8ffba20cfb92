"""`make run`: run code server, Dagster UI, daemon and API together, until Ctrl-C or SIGTERM."""

import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import httpx

from churn_platform.commands.shared.begin import begin
from churn_platform.commands.shared.folder import files_of, take_folder
from churn_platform.commands.shared.news import News
from churn_platform.config.settings import Settings, SettingsError, read_settings
from churn_platform.history.storage.postgres import PostgresError, require
from churn_platform.runtime.first_run import launch_first_run
from churn_platform.runtime.ports import listens
from churn_platform.runtime.services import DEFINITIONS, environment, services
from churn_platform.runtime.supervisor import Supervisor

START_SECONDS = 180
_LOOK_SECONDS = 0.1  # the sooner a deleted folder is noticed, the fewer errors are printed
_say = partial(print, flush=True)


class _Stop(Exception):
    """A signal asked this process to stop."""


def add_options(_parser: ArgumentParser) -> None:
    """Declare no options: the settings configure everything."""


def main(module: str = DEFINITIONS) -> int:
    """Run the platform with these definitions; return the exit code.

    Raises:
        SystemExit: it cannot start, or the data folder disappeared while it ran.
    """
    try:
        settings = read_settings()
        begin(settings)
        require(settings.history_dir, settings.postgres_url)
    except (SettingsError, PostgresError) as error:
        print(error, file=sys.stderr)
        return 2
    lock = take_folder(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise_stop)
    _say("Starting the Dagster UI, the daemon and the API.")
    supervisor = Supervisor(settings.home, environment(settings), _say, lock)
    try:
        with TemporaryDirectory(prefix="churn-run-") as folder:
            code, *others = services(settings, Path(folder), module)
            supervisor.start([code])
            # before that, UI and daemon would print a long traceback for each attempt
            _wait_until(lambda: listens(code.port), supervisor)
            supervisor.start(others)
            _serve(settings, supervisor)
    except _Stop:
        _say("Stopping.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave processes behind
        supervisor.stop()
    return 0


def _serve(settings: Settings, supervisor: Supervisor) -> None:
    ui_url = f"http://{settings.ui_host}:{settings.ui_port}{settings.ui_prefix}"
    api_url = f"http://{settings.api_host}:{settings.api_port}"
    _wait_until(lambda: _answers(f"{api_url}/api/health"), supervisor)
    _wait_until(lambda: _answers(f"{ui_url}/server_info"), supervisor)
    _say(f"Status      {api_url}/\nDagster UI  {ui_url}\nAPI         {api_url}/docs")
    if settings.partitioning:
        _say("Dated extracts: the schedule loads the newest; backfill others in the UI.")
    elif run_id := launch_first_run(ui_url, api_url):
        _say(f"Nothing has been materialized yet: launched a first run, {ui_url}/runs/{run_id}")
    _say(f"Schedule    {settings.cron} (UTC). Ctrl-C stops everything.")
    there, news = files_of(settings), News(api_url, _say)
    while files_of(settings) == there:
        supervisor.mend()
        news.look()
        time.sleep(_LOOK_SECONDS)
    supervisor.kill()  # in an orderly stop, they would print errors about the missing folder
    raise SystemExit(
        f"Stopped: {settings.data_dir} was emptied or replaced while the platform ran there. Start"
        " it again with make run; to start from scratch, make reset when nothing runs."
    )


def _wait_until(ready: Callable[[], bool], supervisor: Supervisor) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if ended := supervisor.ended():
            raise SystemExit(ended)
        if time.monotonic() > deadline:
            raise SystemExit(f"No response within {START_SECONDS} s; see the messages above.")
        time.sleep(0.3)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop
