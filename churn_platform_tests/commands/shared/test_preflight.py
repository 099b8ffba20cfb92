"""What stands in the way of a start is said in one line, before anything is started."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.commands.shared.preflight import find_trouble
from churn_platform.config.settings import Settings
from churn_platform_tests.commands.processes import environment
from churn_platform_tests.platform import Platform


def settings(folder: Path, **more: object) -> Settings:
    return Settings.model_validate({"home": folder, "data_dir": folder / "data", **more})


def test_a_new_folder_is_no_trouble_and_stays_empty(tmp_path: Path) -> None:
    assert find_trouble(settings(tmp_path)) is None
    assert list((tmp_path / "data").iterdir()) == []


def test_a_full_disk_is_said_with_what_is_left_and_needed(tmp_path: Path) -> None:
    trouble = find_trouble(settings(tmp_path).model_copy(update={"min_free_bytes": 10**18}))
    assert trouble is not None
    assert trouble.startswith(f"CHURN_DATA_DIR={tmp_path / 'data'}: the disk has ")
    said = float(trouble.partition("the disk has ")[2].split()[0].replace(",", ""))
    assert said == pytest.approx(shutil.disk_usage(tmp_path).free / 1e6, rel=0.2)
    assert trouble.endswith(" MB left; the platform needs 1,000,000,000,000 MB.")


def test_a_folder_of_a_read_only_file_system_is_named() -> None:
    trouble = find_trouble(settings(Path("/proc/churn")))
    assert trouble is not None
    assert trouble.startswith("CHURN_DATA_DIR=/proc/churn/data cannot be written: ")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    trouble = find_trouble(settings(tmp_path))
    assert trouble == f"CHURN_DATA_DIR={tmp_path / 'data'} cannot be written: File exists."


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_another_owner_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.is_relative_to("/tmp/pytest-of-root"):
            parent.chmod(0o755)
    said = _as_nobody(tmp_path)
    place = tmp_path / "data"
    wanted = f"{place} belongs to root, and this is nobody"
    assert said == f"CHURN_DATA_DIR={place} cannot be written: {wanted}."


def _as_nobody(folder: Path) -> str:
    """Return what `find_trouble` says to the user nobody, in a forked process."""
    reading, writing = os.pipe()
    nobody, made = 65534, settings(folder)
    child = os.fork()
    if child == 0:
        os.setuid(nobody)
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            os.environ.pop(name, None)
        os.write(writing, (find_trouble(made) or "nothing").encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


@pytest.mark.parametrize("name", ["history/runs.db", "history/runs/index.db"])
def test_a_damaged_database_is_named(finished: Platform, tmp_path: Path, name: str) -> None:
    shutil.copytree(finished.data_dir.parent / "history", tmp_path / "data/dagster")
    assert find_trouble(settings(tmp_path)) is None
    path = tmp_path / "data/dagster" / name
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(path.read_bytes())
    content[100:8000] = b"\xff" * 7900
    path.write_bytes(content)
    trouble = find_trouble(settings(tmp_path))
    assert trouble is not None
    assert trouble.startswith(f"{path} is damaged (")
    assert trouble.endswith("); move it away, or restore a backup.")


@pytest.mark.parametrize("command", ["run", "materialize"])
def test_a_link_in_the_place_of_the_lock_is_named(
    tmp_path: Path, small_csv: Path, command: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "elsewhere").write_text("mine")
    lock = tmp_path / "data/.platform.lock"
    lock.symlink_to(tmp_path / "elsewhere")
    done = subprocess.run(
        [sys.executable, "-m", "churn_platform.commands", command],
        env=environment(tmp_path / "data", small_csv),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, (tmp_path / "elsewhere").read_text()) == (1, "mine")
    assert f"{lock} is a link, but must be a file; remove it." in done.stderr
