"""Check of the risk bands: scores with nobody, or everybody, at high risk are not useful."""

from typing import Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import out_of

_NAME: Final = "some_but_not_all_are_at_high_risk"
_MIN: Final = 30
"""Number of customers below which nobody or everybody may be at high risk by chance."""


def some_are_at_high_risk(high: int, customers: int) -> Finding:
    """Check that some but not all current customers are in the high band.

    Args:
        high: customers in it.
        customers: number of scored customers; too few are not judged.
    """
    few = customers < _MIN
    passed = few or 0 < high < customers
    found = (
        out_of(high, customers, "customers at high risk") if customers else "no current customer"
    )
    return Finding(
        _NAME,
        passed=passed,
        found=found,
        expected=f"some and not all, of {_MIN} customers or more",
        rows=0 if passed else customers,
        details={"high": high, "customers": customers},
    )
