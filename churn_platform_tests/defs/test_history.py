"""The history's databases are made once, whoever comes first."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from churn_platform_tests.commands.processes import environment

OPEN = (
    "import dagster as dg, sys; from churn_platform.settings import find_home;"
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
