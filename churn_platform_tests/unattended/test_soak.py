"""Two kills of the many that `make soak` makes."""

from pathlib import Path

import pytest

from churn_platform_tests.unattended.soak import overlaps, soak
from churn_platform_tests.unattended.stage import Run, Stage

pytestmark = pytest.mark.platform


def test_kills_and_many_clients_leave_everything_whole(tmp_path: Path) -> None:
    with Stage(tmp_path).open() as stage:
        seen = soak(stage, kills=2, seed=4, successes=3)
    assert seen.good, seen.lines()
    assert seen.answers[200] > 200, seen.lines()
    assert seen.runs["SUCCESS"] >= 3, seen.lines()
    assert sum(seen.kills.values()) >= 2, seen.lines()


def test_runs_that_overlap_are_counted() -> None:
    apart = [Run("b", "SUCCESS", 20.0, 30.0), Run("a", "FAILURE", 10.0, 19.0)]
    assert overlaps(apart) == 0
    assert overlaps([*apart, Run("c", "SUCCESS", 29.0, 35.0)]) == 1
    assert overlaps([Run("queued", "QUEUED", None, None)]) == 0
