"""Check of values that imply others."""

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed, out_of, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.config.contracts.contract import Contract

_NAME = "implied_values_hold"


def implied_values_hold(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that almost every row with a value that implies others has the implied values."""
    maximum = contract.checks.inconsistent_share
    counts = cleaned.implied
    expected = f"at most {percent(maximum)} of the rows with another value than the implied one"
    if not counts:
        return Finding(_NAME, True, "the contract states none", expected, 0)
    far = {name: each for name, each in counts.items() if each.far}
    said = [f"{name}: {out_of(each.far, each.comparable)}" for name, each in far.items()]
    return Finding(
        _NAME,
        passed=all(each.far / each.comparable <= maximum for each in far.values()),
        found=listed(said, "; ") if said else "none",
        expected=expected,
        rows=sum(each.first for each in counts.values()),
        details={name: each.far for name, each in counts.items()},
    )
