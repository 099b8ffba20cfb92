"""How a customer's own total moves when its factors change; all values worked out by hand."""

import pytest

from churn_platform.analysis.cleaning.totals import moved_total

# 12 months that cost 610 in all, the last of them 50: the product of both is 600
TOTAL, NOW = 610.0, {"tenure": 12.0, "charge": 50.0}


def moved(after: dict[str, float], total: float = TOTAL) -> float | None:
    return moved_total(total, NOW, NOW | after, "tenure")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, 610),  # nothing changed
        ({"tenure": 13}, 660),  # one more month, one more charge
        ({"tenure": 40}, 2010),  # 610 + 28 x 50
        ({"charge": 55}, 671),  # a tenth dearer: 610 x 1.1
        ({"charge": 0}, 0),
        ({"tenure": 13, "charge": 60}, 792),  # 610 x 1.2 + 60
        ({"tenure": 6}, 305),  # half of the months
        ({"tenure": 3, "charge": 100}, 305),  # a quarter of 1,220
        ({"tenure": 0}, 0),
    ],
)
def test_a_total_moves_by_what_changed(after: dict[str, float], expected: float) -> None:
    assert moved(after) == pytest.approx(expected, rel=1e-12)


def test_a_total_does_not_jump_where_nearly_nothing_changes() -> None:
    assert moved({"tenure": 12 - 1e-9}) == pytest.approx(TOTAL, abs=1e-6)
    assert moved({"tenure": 12 + 1e-9}) == pytest.approx(TOTAL, abs=1e-6)
    assert moved({"charge": 50 + 1e-9}) == pytest.approx(TOTAL, abs=1e-6)
    assert moved({}, 609.3) == 609.3


def test_a_total_of_much_lower_prices_before_does_not_fall_below_nothing() -> None:
    assert moved({"tenure": 3}, 120.0) == 30  # by months at 50 it would be -330


def test_a_customer_without_a_bill_gets_the_months_that_are_added() -> None:
    new = {"tenure": 0.0, "charge": 50.0}
    assert moved_total(0.0, new, {"tenure": 3.0, "charge": 60.0}, "tenure") == 180


def test_without_a_time_all_factors_scale_the_total() -> None:
    assert moved_total(TOTAL, NOW, {"tenure": 24.0, "charge": 25.0}, None) == 610
    assert moved_total(TOTAL, NOW, {"tenure": 18.0, "charge": 50.0}, None) == 915


@pytest.mark.parametrize("after", [{"tenure": 13.0}, {"charge": 20.0}])
def test_a_total_of_a_rate_of_nothing_cannot_be_moved(after: dict[str, float]) -> None:
    free = {"tenure": 12.0, "charge": 0.0}
    assert moved_total(5.0, free, {**free, **after}, "tenure") is None
    assert moved({"tenure": -1}) is None
