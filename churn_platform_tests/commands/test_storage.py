"""Every process of the platform says in one line why it cannot get at the history in Postgres."""

import subprocess
import sys
from pathlib import Path

import pytest

from churn_platform.history.storage.postgres import mark
from churn_platform_tests.commands.processes import environment
from churn_platform_tests.commands.started import PROJECT

BIN = Path(sys.executable).parent
DAGSTER = {
    "ui": ["python", "-m", "churn_platform.webserver", "-w", "workspace.yaml", "-p", "1"],
    "daemon": ["dagster-daemon", "run", "-w", "workspace.yaml"],
    "code": ["dagster", "api", "grpc", "-m", "churn_platform.definitions", "-p", "1"],
}
COMMANDS = {
    **{name: [str(BIN / first), *rest] for name, (first, *rest) in DAGSTER.items()},
    "run": [sys.executable, "-m", "churn_platform.commands", "run"],
    "materialize": [sys.executable, "-m", "churn_platform.commands", "materialize"],
}
REFUSED = "postgresql://me:hush@127.0.0.1:1/churn"
UNREADABLE = "postgresql://me:hush@127.0.0.1:1"


def said(data: Path, *names: str, **settings: str) -> dict[str, tuple[int, str]]:
    """Start these at once, or all; return each one's exit code and what it said at last."""
    started = {
        name: subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**environment(data, data / "none.csv", **settings), "DAGSTER_HOME": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name, command in COMMANDS.items()
        if name in names or not names
    }
    found = {}
    for name, process in started.items():
        with process:
            try:
                output, _ = process.communicate(timeout=120)
            finally:
                process.kill()
        assert "hush" not in output and "Traceback" not in output, output
        # the code server greets first
        lines = [line for line in output.splitlines() if "Starting Dagster code server" not in line]
        found[name] = process.returncode, "\n".join(lines).removeprefix("Error: ")
    return found


@pytest.mark.platform
def test_each_names_the_setting_and_ends(tmp_path: Path) -> None:
    refused = said(tmp_path / "1", CHURN_DAGSTER_POSTGRES_URL=REFUSED)
    unreachable = "CHURN_DAGSTER_POSTGRES_URL: database churn at 127.0.0.1:1: Connection refused"
    assert {line for _, line in refused.values()} == {unreachable}
    assert {name: code for name, (code, _) in refused.items() if not code} == {}


@pytest.mark.platform
def test_each_refuses_an_address_that_is_none(tmp_path: Path) -> None:
    wrong = said(tmp_path, "daemon", "run", CHURN_DAGSTER_POSTGRES_URL=UNREADABLE)
    assert {line.partition(":")[0] for _, line in wrong.values()} == {
        "CHURN_DAGSTER_POSTGRES_URL is not allowed"
    }
    assert {line.count("\n") for _, line in wrong.values()} == {0}
    assert {name: code for name, (code, _) in wrong.items() if not code} == {}


@pytest.mark.platform
def test_a_process_without_the_setting_starts_no_history_of_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data"
    mark(data / "dagster", REFUSED)
    forgotten = said(data, "daemon", "code", "materialize")
    assert {line.partition(",")[0] for _, line in forgotten.values()} == {
        "CHURN_DAGSTER_POSTGRES_URL is not set"
    }
    assert {name: code for name, (code, _) in forgotten.items() if not code} == {}
    assert [path.name for path in data.rglob("*") if path.is_file()] == ["postgres.txt"]
