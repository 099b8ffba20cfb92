"""Fixtures that several test files share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from churn_platform_tests.platform import Platform, platform_in
from churn_platform_tests.telco import TELCO

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"  # instances of the tests' own have it on
PROJECT = Path(__file__).resolve().parent.parent
REAL_CSV = Path(
    os.environ.get("CHURN_REAL_CSV", PROJECT.parent / "shared/data/telco_customer_churn.csv")
)


@pytest.fixture(scope="session")
def real_csv() -> Path:
    """The real Telco table."""
    if not REAL_CSV.is_file():
        pytest.skip(f"the real table is not there: set CHURN_REAL_CSV, or put it at {REAL_CSV}")
    return REAL_CSV


@pytest.fixture
def raw() -> pd.DataFrame:
    """Four customers as text, under our names; the third is new and was not billed yet."""
    base = {column.name: column.values[0] if column.values else "No" for column in TELCO.columns}
    base["senior_citizen"] = "0"
    rows = [
        ("0003-C", "40", "20.5", "820", "No"),
        ("0001-A", "1", "29.85", "29.85", "Yes"),
        ("0004-D", "0", "19.90", "", "No"),
        ("0002-B", "34", "56.95", "1889.5", "Yes"),
    ]
    names = ("customer_id", "tenure", "monthly_charges", "total_charges", "churn")
    return pd.DataFrame([{**base, **dict(zip(names, row, strict=True))} for row in rows])


@pytest.fixture(scope="session")
def small_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made table of 300 customers in the source's shape."""
    from churn_platform.sample.telco import write_sample

    path = tmp_path_factory.mktemp("source") / "small.csv"
    write_sample(path, rows=300, seed=7)
    return path


@pytest.fixture
def platform(
    tmp_path: Path, small_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Platform]:
    """The whole graph over an empty folder, an instance of its own and the small table."""
    shutil.copyfile(small_csv, tmp_path / "source.csv")
    with platform_in(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture(scope="session")
def _done_once(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> Path:
    folder = tmp_path_factory.mktemp("done")
    shutil.copyfile(small_csv, folder / "source.csv")
    with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch) as made:
        assert made.scheduled_run().success
    return folder


@pytest.fixture
def done(tmp_path: Path, _done_once: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A platform whose whole graph was materialized once; a copy, free to be changed."""
    folder = tmp_path / "done"
    shutil.copytree(_done_once, folder)
    with platform_in(folder, monkeypatch) as made:
        yield made


@pytest.fixture
def finished(_done_once: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The one that every test's `done` is a copy of, only to be looked at."""
    with platform_in(_done_once, monkeypatch) as made:
        yield made
        assert made.instance.get_runs_count() == 1, "a test that runs something takes `done`"
