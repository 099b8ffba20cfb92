"""`make reset` removes what the platform made, and nothing else."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.config.settings import Settings
from churn_platform.data_folder.platform_lock import FILE, hold
from churn_platform_tests.commands.processes import environment, run_command
from churn_platform_tests.platform import Platform

OWN = {
    "README.md": "of the project",
    "notes.txt": "mine",
    "backup-of-march.tar.gz": "mine",
    "raw/mine.csv": "mine",
    "raw/bank_customer_churn.csv": "mine",
    "reports/slides.html": "mine",
    "versions/old.csv": "mine",
    "march/customers.csv": "mine",
}


@pytest.fixture
def data(tmp_path: Path, finished: Platform) -> Path:
    """Results and history of one run, with files of a person among them."""
    folder = tmp_path / "data"
    shutil.copytree(finished.data_dir, folder)
    shutil.copytree(finished.data_dir.parent / "history", folder / "dagster")
    for name, text in OWN.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "elsewhere").symlink_to(tmp_path)
    (folder / "launch.lock").touch()
    return folder


def reset(data: Path, yes: str = "") -> subprocess.CompletedProcess[str]:
    return run_command("reset", f"--yes={yes}", data=data, source="nothing.csv")


def files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name != FILE
    }


def test_results_and_history_go_and_everything_else_stays(data: Path) -> None:
    assert (data / "raw/telco_customer_churn.csv").is_file()
    done = reset(data, "1")
    assert (done.returncode, files(data)) == (0, set(OWN)), done.stderr
    assert (data / "elsewhere").is_symlink()
    assert sorted(path.name for path in data.iterdir() if path.is_dir()) == [
        "elsewhere",
        "march",
        "raw",
        "reports",
        "versions",
    ]
    assert "Kept (not made by the platform): " in done.stdout
    assert str(data / "raw/mine.csv") in done.stdout
    assert "There is nothing to remove" in reset(data, "1").stdout


def test_without_a_terminal_it_wants_a_word(data: Path) -> None:
    before = files(data)
    done = reset(data)
    assert (done.returncode, files(data)) == (1, before)
    assert done.stderr.endswith(
        "Nothing was removed: make reset, or make reset YES=1 to skip the question.\n"
    )
    assert reset(data, "maybe").returncode == 2


@pytest.mark.parametrize(("answer", "left"), [("yes", len(OWN)), ("", None), ("no", None)])
def test_on_a_terminal_it_asks(data: Path, answer: str, left: int | None) -> None:
    before, (ours, theirs) = len(files(data)), pty.openpty()
    command = [sys.executable, "-m", "churn_platform.commands", "reset"]
    process = subprocess.Popen(
        command,
        env=environment(data, "nothing.csv"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.write(ours, f"{answer}\n".encode())
    said, _ = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert "Remove them? Type yes: " in said
    assert len(files(data)) == (before if left is None else left)
    assert process.returncode == (1 if left is None else 0)


def test_it_refuses_while_the_platform_runs_there(data: Path) -> None:
    before = files(data)
    lock = hold(Settings(home=data.parent, data_dir=data), "make run")
    done = reset(data, "1")
    assert lock is not None
    os.close(lock)
    assert (done.returncode, files(data)) == (1, before)
    assert f"Nothing was removed: CHURN_DATA_DIR={data}: the platform runs there" in done.stderr
    assert f"make run, process {os.getpid()} on " in done.stderr


def test_it_refuses_while_something_has_a_file_open(data: Path) -> None:
    before = files(data)
    with (data / "reports/metrics.json").open():
        holder = subprocess.Popen(
            [sys.executable, "-c", "import sys; f = open(sys.argv[1]); print('open', flush=True);"
             " sys.stdin.read()", str(data / "reports/metrics.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert holder.stdout and holder.stdout.readline() == b"open\n"
        done = reset(data, "1")
        holder.communicate(timeout=30)
    assert (done.returncode, files(data)) == (1, before)
    assert f"process {holder.pid} " in done.stderr
