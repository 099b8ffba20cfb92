"""A process that is killed while it publishes leaves one whole set, and the next tick goes on."""

from pathlib import Path

import pytest

from churn_platform_tests.platform import Platform
from churn_platform_tests.unattended.published import kill_at

# `make kill-test` goes through all of them
POINTS = ("half written", "renamed", "refresh")


@pytest.fixture
def start(finished: Platform, tmp_path: Path) -> Path:
    finished.copy_for_commands(tmp_path / "start/data")
    return tmp_path / "start"


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_step_leaves_a_whole_set(start: Path, tmp_path: Path, point: str) -> None:
    outcome = kill_at(point, start, tmp_path / "killed")
    assert outcome.good, outcome
