"""What Dagster leaves on disk of a run."""

import sys
from pathlib import Path

from churn_platform.defs.history import EventLog, ProjectComputeLogs


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
