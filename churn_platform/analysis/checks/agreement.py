"""Checks that columns agree: products with their factors, implied values with what implies them."""

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed, out_of, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.products import RowCounts
from churn_platform.config.contracts.contract import Contract


def products_agree_with_their_factors(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that a declared product is close in almost every row where it is above 0."""
    name, what = "products_agree_with_their_factors", "far from the product"
    return _agreement(name, what, cleaned.products, list(cleaned.products), contract)


def implied_values_hold(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that almost every row with a value that implies others has the implied values."""
    name, what = "implied_values_hold", "with another value than the implied one"
    broken = [key for key, each in cleaned.implied.items() if each.far]
    return _agreement(name, what, cleaned.implied, broken, contract)


def _agreement(
    name: str, what: str, counts: dict[str, RowCounts], shown: list[str], contract: Contract
) -> Finding:
    """Return the finding on these counts, of which some are shown."""
    maximum = contract.checks.inconsistent_share
    expected = f"at most {percent(maximum)} of the rows {what}"
    if not counts:
        return Finding(name, True, "the contract states none", expected, 0)
    said = [f"{key}: {out_of(counts[key].far, counts[key].comparable)}" for key in shown]
    return Finding(
        name,
        passed=all(not one.far or one.far / one.comparable <= maximum for one in counts.values()),
        found=listed(said, "; ") or "none",
        expected=expected,
        rows=sum(each.first for each in counts.values()),
        details={key: each.far for key, each in counts.items()},
    )
