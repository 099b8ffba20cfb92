"""The restore drill, and `make backup`, `make restore`, `make prune` as processes."""

import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from api.main import create_app
from benchmarks.history import repeat
from churn_platform.catalog import ASSETS
from churn_platform.commands import materialize
from churn_platform.config.settings import Settings
from churn_platform.history.reader import Reader
from churn_platform.history.storage.sqlite_files import INDEX, RUNS
from churn_platform.storage.artifacts import sha256_of
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, serving
from churn_platform_tests.commands.processes import environment, run_command, settings_of
from churn_platform_tests.commands.started import eventually, running
from churn_platform_tests.history.retention.aged import DAY, everything_current
from churn_platform_tests.platform import Platform, instance_in

_BUSY = r"Not restored: the platform is running: process \d+ \(.*\) uses this data folder; stop it"


@pytest.fixture
def data(finished: Platform, tmp_path: Path) -> Path:
    """A data folder as the commands know it, with the history in it."""
    copy = tmp_path / "data"
    finished.copy_for_commands(copy)
    return copy


@contextmanager
def api_over(data: Path) -> Iterator[httpx.Client]:
    settings = Settings(home=data.parent, data_dir=data, api_cache_seconds=0.0)
    reader = Reader(settings, lambda: instance_in(settings.history_dir))
    knowing = settings.model_copy(update={"api_token_sha256": TOKEN_SHA256})
    with serving(create_app(knowing, reader)) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def current(data: Path) -> dict[str, object]:
    with api_over(data) as client:
        return everything_current(client)


def command(
    name: str, argument: object, data: Path, platform: Platform, **more: object
) -> subprocess.CompletedProcess[str]:
    """Run it with the value of its only option."""
    option = {"backup": "out", "restore": "from", "prune": "dry-run"}[name]
    return run_command(name, f"--{option}={argument}", data=data, source=platform.source, **more)


_WAITING = """
import sys, time
from pathlib import Path
from churn_platform.commands import materialize
from churn_platform.defs.steps.step import Step
go, publish = Path(sys.argv[1]), Step.result_of

def wait_and_publish(step, key, *files, **more):
    while key == "model_metrics" and not go.exists():
        time.sleep(0.01)
    return publish(step, key, *files, **more)

Step.result_of = wait_and_publish
sys.exit(materialize.main())
"""


def materializing(data: Path, platform: Platform, go: Path) -> subprocess.Popen[str]:
    """A run that publishes the metrics of its models once there is the file `go`."""
    program = go.with_name("churn_platform.commands.py")  # what ours is known by in a command line
    program.write_text(_WAITING)
    return subprocess.Popen(
        [sys.executable, str(program), str(go)],
        env=environment(data, platform.source),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def materialized(data: Path, platform: Platform) -> bool:
    """Do the same within this process, which has imported everything."""
    with settings_of(data, platform.source):
        return materialize.main() == 0


def test_the_restore_drill(data: Path, finished: Platform, tmp_path: Path) -> None:
    before = current(data)
    quiet, busy = tmp_path / "quiet.tar.gz", tmp_path / "busy.tar.gz"
    made = command("backup", str(quiet), data, finished)
    assert (made.returncode, made.stderr) == (0, "")
    assert re.search(r"quiet.tar.gz: \d+ files, [\d.]+ MB, [\d.]+ MB packed\.", made.stdout)

    go = tmp_path / "go"
    with running(materializing(data, finished, go)) as writer:
        eventually(lambda: runs_of(data).count("STARTED") == 1)
        eventually(lambda: materializations(data) > len(ASSETS) + 3)
        assert command("backup", str(busy), data, finished).returncode == 0
        refused = command("restore", str(quiet), data, finished)
        assert writer.poll() is None
        assert re.match(_BUSY, refused.stderr) and refused.returncode == 1
        go.touch()
        writer.communicate(timeout=120)

    fresh = tmp_path / "fresh" / "data"
    assert command("restore", str(quiet), fresh, finished).returncode == 0
    assert current(fresh) == before
    assert materialized(fresh, finished)

    back = command("restore", str(busy), data, finished)
    assert (back.returncode, back.stderr) == (0, "")
    (aside,) = data.parent.glob("data-before-*")
    assert str(aside) in back.stdout
    assert len(runs_of(aside)) == 2 and set(runs_of(aside)) == {"SUCCESS"}
    found = current(data)
    assert found["metrics"]["metrics"] == before["metrics"]["metrics"]  # type: ignore[index]
    for asset in found["assets"]["items"]:  # type: ignore[index]
        stable = data / ASSETS[asset["key"]].file.format(dataset="telco")
        if asset["newest"]:
            assert sha256_of(stable) == asset["newest"]["files"][0]["sha256"]
    # the run that was cut off by the backup is found dead, and does not stop the next one
    assert materialized(data, finished)
    assert runs_of(data) == ["SUCCESS", "FAILURE", "SUCCESS"]


def runs_of(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "dagster" / RUNS)) as runs:
        return [status for (status,) in runs.execute("SELECT status FROM runs ORDER BY id")]


def materializations(data: Path) -> int:
    with closing(sqlite3.connect(data / "dagster" / INDEX)) as events:
        query = "SELECT count(*) FROM event_logs WHERE dagster_event_type = 'ASSET_MATERIALIZATION'"
        return int(events.execute(query).fetchone()[0])


def test_a_file_of_one_run_that_is_cut_short_affects_that_run_only(
    data: Path, finished: Platform
) -> None:
    before = current(data)
    (shard,) = (path for path in (data / "dagster" / INDEX).parent.glob("?*-*.db"))
    Path(f"{shard}-wal").unlink(missing_ok=True)
    shard.write_bytes(shard.read_bytes()[: shard.stat().st_size // 2])
    assert current(data) == before
    made = command("backup", "x.tar.gz", data, finished, CHURN_HOME=data.parent)
    assert made.returncode == 0
    assert current(data) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("restore", "No backup given: make restore FROM=backups/....tar.gz\n"),
        ("prune", "churn prune: argument --dry-run: 'yes' is not 0 or 1; see churn prune --help"),
    ],
)
def test_used_wrongly_they_say_how(finished: Platform, name: str, said: str) -> None:
    argument = "" if name == "restore" else "yes"
    wrong = command(name, argument, finished.data_dir, finished)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith(said) and wrong.stderr.count("\n") == 1


def test_what_is_no_backup_is_refused_in_one_line(finished: Platform, tmp_path: Path) -> None:
    nothing = command("backup", "", tmp_path / "empty", finished)
    assert nothing.stderr == (
        "No backup was made: empty holds no results: there is nothing to back up.\n"
    )
    missing = command("restore", "nowhere.tar.gz", tmp_path / "empty", finished)
    assert missing.stderr == "Not restored: nowhere.tar.gz: no such file.\n"
    assert (nothing.returncode, missing.returncode) == (1, 1)


_ONE_RUN = """
from churn_platform.commands.cli import main
from churn_platform.config.settings import get_settings
get_settings().retention.runs = 1
main()
"""


_KILLED = f"""
import os, signal
from churn_platform.history.retention import remove
remove_files, removed = remove.remove_files, []

def killed(instance, run_id):
    if len(removed) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    removed.append(run_id)
    remove_files(instance, run_id)

remove.remove_files = killed
{_ONE_RUN}"""
"""The same, which kills itself amid the files of the runs that it removes first."""


def pruning(
    data: Path, platform: Platform, *options: str, program: str = _ONE_RUN
) -> subprocess.Popen[str]:
    """A process that prunes and keeps of the old runs the newest alone."""
    return subprocess.Popen(
        [sys.executable, "-c", program, "prune", *options],
        env=environment(data, platform.source),
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_pruning_is_finished_by_the_next_one(data: Path, finished: Platform) -> None:
    history = data / "dagster"
    with closing(sqlite3.connect(history / RUNS)) as runs:
        ((first,),) = runs.execute("SELECT run_id FROM runs")
    repeat(history, first, [-DAY * (40 + number / 100) for number in range(300)])
    before = current(data)
    dry = pruning(data, finished, "--dry-run").communicate(timeout=300)[0]
    assert dry.startswith("Runs stay for 30 days, the newest 1 for longer; the newest 10")
    found = re.search(r"Would remove ([\d,]+) runs of 301, .*Nothing was removed", dry)
    assert found, dry
    going = int(found[1].replace(",", ""))
    assert going >= 290 and len(runs_of(data)) == 301

    process = pruning(data, finished, program=_KILLED)
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    assert 301 - going < len(runs_of(data)) < 301
    assert current(data) == before

    done = pruning(data, finished)
    done.communicate(timeout=300)
    assert done.returncode == 0
    assert len(runs_of(data)) == 301 - going
    assert current(data) == before
