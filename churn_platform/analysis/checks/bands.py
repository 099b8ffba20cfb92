"""Check of the risk bands: scores that put nobody, or everybody, at high risk rank no one."""

from typing import Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import out_of

_NAME: Final = "some_but_not_all_are_at_high_risk"
_MIN: Final = 30
"""Customers; of fewer, nobody or everybody is at high risk by chance."""


def some_are_at_high_risk(high: int, customers: int) -> Finding:
    """Hold that some but not all current customers are in the high band.

    Args:
        high: customers in it.
        customers: all who were scored; too few of them are not judged.
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
