import pytest

from churn_platform.analysis.checks.bands import some_are_at_high_risk
from churn_platform.checks import CHECKS


@pytest.mark.parametrize(
    ("high", "customers", "passed"),
    [
        (0, 5174, False),
        (5174, 5174, False),
        (1, 5174, True),
        (5173, 5174, True),
        (0, 30, False),
        (0, 29, True),  # too few to tell
        (0, 0, True),
    ],
)
def test_some_and_not_all_customers_are_at_high_risk(
    high: int, customers: int, passed: bool
) -> None:
    finding = some_are_at_high_risk(high, customers)
    assert (finding.passed, finding.rows) == (passed, 0 if passed else customers)
    assert not CHECKS["churn_scores", finding.name].blocking


def test_it_says_how_many_are() -> None:
    assert some_are_at_high_risk(0, 5174).found == "0 of 5,174 customers at high risk (0%)"
    assert some_are_at_high_risk(0, 0).found == "no current customer"
