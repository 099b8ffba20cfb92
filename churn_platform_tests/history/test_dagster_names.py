"""What the platform needs of Dagster beyond its public API: why, and in which Dagster it is."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import churn_platform
from churn_platform_tests.history import dagster_names

_NEWEST = ("dagster", "dagster-shared", "dagster-pipes")
_PROJECT = Path(churn_platform.__path__[0]).parent


def test_the_pinned_dagster_has_every_private_name_and_column() -> None:
    assert dagster_names.missing() == []


def test_a_name_or_a_column_that_moved_is_named_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import dagster._core.storage.root as root
    from dagster._core.storage.runs.schema import RunStorageSqlMetadata

    from churn_platform.history import tables

    monkeypatch.delattr(root, "LocalArtifactStorage")
    RunsTable = RunStorageSqlMetadata.tables["runs"]
    assert "pipeline_name" in RunsTable.columns
    odd = tables._table("runs", "run_id renamed")
    monkeypatch.setattr(tables, "ALL", (odd,))
    assert dagster_names.missing() == [
        "churn_platform/history/storage/project.py needs"
        " dagster._core.storage.root.LocalArtifactStorage",
        "churn_platform/history/tables.py needs the column runs.renamed",
    ]


def test_private_names_are_imported_below_the_history_alone_and_each_says_why() -> None:
    for path, node in dagster_names.private_imports():
        assert path.is_relative_to("churn_platform/history"), path
        lines = (_PROJECT / path).read_text().splitlines()
        above = node.lineno - 2
        while lines[above].startswith(("from dagster._", "    ", ")")):
            above -= 1
        assert lines[above].startswith("# "), f"{path}:{node.lineno} does not say why"


def test_the_package_loads_with_the_newest_dagster_of_the_registry(tmp_path: Path) -> None:
    newest, data = tmp_path / "newest", tmp_path / "data"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    got = subprocess.run(
        [*pip, "--retries=0", "--timeout=10", f"--target={newest}", *_NEWEST],
        capture_output=True,
        text=True,
        check=False,
    )
    if got.returncode:
        pytest.skip(f"no registry: {got.stderr.strip().splitlines()[-1]}")
    if (newest / f"dagster-{version('dagster')}.dist-info").is_dir():
        return  # it is the pinned one, which all other tests load
    environment = {**os.environ, "PYTHONPATH": f"{newest}:{_PROJECT}", "CHURN_DATA_DIR": str(data)}
    loaded = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "churn_platform_tests.history.dagster_names"],
        env=environment,
        cwd=_PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert loaded.returncode == 0, loaded.stdout or loaded.stderr
