"""One graph over three monthly extracts, computed in the order second, third, first."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from churn_platform.config.dated_source import Partitioning, start_of
from churn_platform.sources.sample.telco import write_sample
from churn_platform_tests.made_once import made_once
from churn_platform_tests.platform import Platform, platform_in

_LONG_AGO = Partitioning("monthly", start_of("2020-01", "monthly"))
FIRST, SECOND, THIRD, NEWEST = reversed(_LONG_AGO.latest(datetime.now(UTC).date(), maximum=4))
"""The last four months that are over; of the newest there is no extract yet."""
SOURCE = "extracts/customers-{partition}.csv"
_SEEDS = {FIRST: 7, SECOND: 8, THIRD: 9, NEWEST: 10}


def extract(platform: Platform, month: str) -> Path:
    return platform.source.parent / SOURCE.replace("{partition}", month)


def deliver(platform: Platform, month: str) -> Path:
    """Put the month's extract where the source says."""
    path = extract(platform, month)
    path.parent.mkdir(exist_ok=True)
    write_sample(path, rows=300, seed=_SEEDS[month])
    return path


def dated(platform: Platform) -> Platform:
    platform.change(CHURN_SOURCE=SOURCE, CHURN_PARTITIONS_START=FIRST)
    return platform


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch, platform_in(folder, patch) as made:
            dated(made)
            for month in (SECOND, THIRD, FIRST):
                deliver(made, month)
                assert made.run(partition=month).success

    return made_once(tmp_path_factory, "dated", make)


@pytest.fixture
def months(computed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The three months, only to be looked at."""
    with platform_in(computed, monkeypatch) as made:
        yield dated(made)
        assert made.instance.get_runs_count() == 3, "a test that runs something takes `changing`"


@pytest.fixture
def changing(computed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A copy of the three months, free to be changed."""
    shutil.copytree(computed, tmp_path / "dated")
    with platform_in(tmp_path / "dated", monkeypatch) as made:
        yield dated(made)


@pytest.fixture
def undelivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A dated source of which nothing was computed, and nothing is there."""
    with platform_in(tmp_path, monkeypatch) as made:
        yield dated(made)
