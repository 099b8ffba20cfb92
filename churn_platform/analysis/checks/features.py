"""Check that every feature carries information."""

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.config.contracts.contract import Contract


def every_feature_holds_values(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that no feature of the labelled customers is empty or constant."""
    customers = cleaned.labelled_rows
    distinct = {name: len(cleaned.counts[name].values) for name in contract.features}
    empty = [name for name, count in distinct.items() if count == 0]
    constant = [name for name, count in distinct.items() if count == 1]
    parts = [
        f"{what}: {listed(names)}"
        for what, names in (("empty", empty), ("constant", constant))
        if names
    ]
    found = "; ".join(parts) or f"{len(distinct):,} features, each with two values or more"
    return Finding(
        "every_feature_holds_values",
        passed=not parts,
        found=found if customers else "no labelled customers",
        expected="two values or more in every feature",
        rows=customers if parts else 0,
        details={"empty": empty, "constant": constant},
    )
