"""The history is made once, whoever comes first, and stays small."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from churn_platform.history.storage.project import EventLog, ProjectComputeLogs
from churn_platform_tests.commands.processes import environment

OPEN = (
    "import dagster as dg, sys; from churn_platform.config.settings import find_home;"
    "sys.stdin.readline(); dg.DagsterInstance.from_config(str(find_home())).get_runs_count()"
)
DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


def test_processes_that_open_a_new_history_together_make_it_once(
    tmp_path: Path, small_csv: Path
) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", OPEN],
            env=environment(tmp_path / "data", small_csv),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, said
    for name in DATABASES:
        connection = sqlite3.connect(tmp_path / "data/dagster" / name)
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,), name
        connection.close()


def test_a_step_that_prints_nothing_leaves_no_empty_files(tmp_path: Path) -> None:
    logs = ProjectComputeLogs(str(tmp_path))
    for run, printed in (("quiet", ""), ("loud", "hello\n")):
        with logs.capture_logs([run, "compute_logs", "step"]):
            sys.stdout.write(printed)
            sys.stdout.flush()
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("step.*")) == [
        "loud/compute_logs/step.complete",
        "loud/compute_logs/step.out",
        "quiet/compute_logs/step.complete",
    ]
    data = logs.get_log_data(["quiet", "compute_logs", "step"])
    assert not data.stdout and not data.stderr
    assert logs.is_capture_complete(["quiet", "compute_logs", "step"])
    assert logs.get_log_data(["loud", "compute_logs", "step"]).stdout == b"hello\n"


def test_each_run_s_own_file_is_small(tmp_path: Path) -> None:
    log = EventLog(str(tmp_path))
    with log.run_connection("some-run") as connection:
        connection.exec_driver_sql("SELECT 1")
    assert (tmp_path / "some-run.db").stat().st_size <= 32_768
