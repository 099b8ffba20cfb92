import pytest

from churn_platform.analysis.outcomes.timing import Timing


@pytest.mark.parametrize(
    ("timing", "states"),
    [
        (Timing(1), ["open", "matured", "matured"]),
        (Timing(3), ["open", "open", "open", "matured"]),
        (Timing(1, gap=1), ["open", "open", "matured"]),
        (Timing(1, gap=1, maturity=2), ["open", "open", "maturing", "maturing", "matured"]),
    ],
)
def test_a_snapshot_is_open_then_maturing_then_matured(timing: Timing, states: list[str]) -> None:
    assert [timing.state(age) for age in range(len(states))] == states
