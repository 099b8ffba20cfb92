"""Check of columns that are about the product of others."""

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed, out_of, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.config.contracts.contract import Contract

_NAME = "products_agree_with_their_factors"


def products_agree_with_their_factors(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that a declared product is close in almost every row where it is above 0."""
    maximum = contract.checks.inconsistent_share
    counts = cleaned.products
    expected = f"at most {percent(maximum)} of the rows far from the product"
    if not counts:
        return Finding(_NAME, True, "the contract states none", expected, 0)
    said = [f"{name}: {out_of(each.far, each.comparable)}" for name, each in counts.items()]
    return Finding(
        _NAME,
        passed=all(
            not each.far or each.far / each.comparable <= maximum for each in counts.values()
        ),
        found=listed(said, "; "),
        expected=expected,
        rows=sum(each.first for each in counts.values()),
        details={name: each.far for name, each in counts.items()},
    )
