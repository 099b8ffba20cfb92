"""A history that lost a file is an error everywhere, and never one that has not begun."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from churn_platform.commands.shared.preflight import find_trouble
from churn_platform.config.settings import Settings
from churn_platform.history.storage.complete import history_trouble
from churn_platform.history.storage.sqlite_files import INDEX, MAIN, RUNS
from churn_platform_tests.api.world import World
from churn_platform_tests.commands.processes import environment, run_command
from churn_platform_tests.platform import Platform

OPEN = """
from churn_platform.config.settings import get_settings
from churn_platform.history.storage.project import open_history
open_history(get_settings()).dispose()
"""
SAID = "but there are results of earlier runs: restore a backup with make restore"


def lose(path: Path, how: str) -> None:
    for leftover in path.parent.glob(f"{path.name}-*"):
        leftover.unlink()
    path.unlink()
    if how == "is empty":
        path.touch()


@pytest.fixture
def data(finished: Platform, tmp_path: Path) -> Path:
    """A data folder of a platform that has run once."""
    shutil.copytree(finished.data_dir, tmp_path / "data")
    shutil.copytree(finished.data_dir.parent / "history", tmp_path / "data/dagster")
    return tmp_path / "data"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def opened(data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", OPEN],
        env=environment(data, data),
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("how", ["is empty", "is missing"])
@pytest.mark.parametrize("name", MAIN)
def test_api_and_commands_name_the_file_and_the_way_out(world: World, name: str, how: str) -> None:
    world.make("raw_customers")
    world.close()
    lose(world.settings.history_dir / name, how)
    with world.client() as client:
        answer = client.get("/api/health").json()
        assert answer["status"] == "degraded"
        assert answer["reasons"][0].startswith(f"storage: {name} {how}, {SAID}")
        assert client.get("/api/details").status_code == 503
    said = find_trouble(world.settings)
    assert said is not None and f": {name} {how}, {SAID}" in said
    assert (world.settings.history_dir / name).exists() == (how == "is empty")


@pytest.mark.parametrize(("name", "how"), [(INDEX, "is empty"), (RUNS, "is missing")])
def test_dagster_does_not_make_it_anew(data: Path, name: str, how: str) -> None:
    lose(data / "dagster" / name, how)
    done = opened(data)
    assert done.returncode != 0
    assert f"{name} {how}, {SAID}" in done.stderr
    path = data / "dagster" / name
    assert not path.exists() or path.stat().st_size == 0


@pytest.mark.parametrize("command", ["materialize", "backup", "prune", "run"])
def test_commands_end_in_one_line(data: Path, command: str) -> None:
    lose(data / "dagster" / INDEX, "is empty")
    done = run_command(command, data=data, source=data)
    assert done.returncode == 1
    assert f"{INDEX} is empty, {SAID}" in done.stderr and done.stderr.count("\n") == 1
    assert (data / "dagster" / INDEX).stat().st_size == 0
    assert not list(data.parent.glob("backups/*"))


def test_results_without_any_history_are_an_error_too(data: Path) -> None:
    shutil.rmtree(data / "dagster")
    said = history_trouble(data, data / "dagster")
    assert said is not None and said.startswith(f"{RUNS} is missing, {SAID}")
    shutil.rmtree(data / "versions")
    assert history_trouble(data, data / "dagster") is None


def test_what_lies_in_a_log_alone_is_not_lost(tmp_path: Path) -> None:
    for name in MAIN:
        path = tmp_path / "dagster" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        path.with_name(f"{path.name}-wal").write_bytes(b"frames")
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions/0123456789abcdef-a.csv").touch()
    assert history_trouble(tmp_path, tmp_path / "dagster") is None


CUT_OFF = """
import os, signal, sqlite3, sys
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
kill = lambda *_args, **_kwargs: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "schedules":
    SqliteScheduleStorage.__init__ = kill
else:
    SqliteEventLogStorage.__init__ = kill
from churn_platform.config.settings import get_settings
from churn_platform.history.storage.project import open_history
open_history(get_settings())
"""


@pytest.mark.parametrize("at", ["schedules", "events"])
def test_a_first_making_that_was_cut_off_is_finished_by_the_next_process(
    tmp_path: Path, at: str
) -> None:
    data = tmp_path / "data"
    command = [sys.executable, "-c", CUT_OFF, at]
    killed = subprocess.run(command, env=environment(data, data), timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert (data / "dagster" / RUNS).is_file()
    (data / "dagster" / RUNS).write_bytes(b"")  # as where the disk was not as far
    done = opened(data)
    assert done.returncode == 0, done.stderr
    assert all((data / "dagster" / name).stat().st_size for name in MAIN)


def test_a_file_that_leads_out_of_the_history_is_refused(data: Path, tmp_path: Path) -> None:
    shutil.move(data / "dagster" / RUNS, tmp_path / "runs.db")
    (data / "dagster" / RUNS).symlink_to(tmp_path / "runs.db")
    said = find_trouble(Settings(home=tmp_path, data_dir=data))
    assert said is not None and f"{RUNS} is behind a link" in said
    done = opened(data)
    assert done.returncode != 0 and f"{RUNS} is behind a link" in done.stderr


def test_a_folder_that_leads_out_of_the_data_folder_stops_a_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/raw").symlink_to(os.sep)
    said = find_trouble(Settings(home=tmp_path, data_dir=tmp_path / "data"))
    assert said is not None and "data/raw is a link that leads out of" in said
