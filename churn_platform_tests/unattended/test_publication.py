"""A process that is killed while it publishes leaves one whole set, and the next tick goes on."""

from pathlib import Path

import pytest

from churn_platform_tests.unattended.published import begin, kill_at

# `make kill-test` goes through all of them
POINTS = ("half written", "renamed", "refresh")


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    begin(folder)
    return folder


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_step_leaves_a_whole_set(start: Path, tmp_path: Path, point: str) -> None:
    outcome = kill_at(point, start, tmp_path / "killed")
    assert outcome.good, outcome
