"""Check that no column gives the outcome away."""

from typing import Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.leakage import alone_auc
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.cleaning.evidence import Evidence
from churn_platform.contracts.contract import Contract

_NAME: Final = "no_column_alone_tells_the_outcome"
_MOST_NAMED: Final = 10
_LONGEST: Final = 40


def no_column_alone_tells_the_outcome(
    evidence: Evidence, decimal: str, contract: Contract
) -> Finding:
    """Hold that no feature, and no column that the contract does not know, predicts alone who left.

    Args:
        evidence: the labelled customers that are looked at.
        decimal: the sign that the source writes numbers with.
        contract: of the table.
    """
    most = contract.checks.leak_auc
    expected = f"ROC AUC of one column alone at most {most:g}"
    target = evidence.customers[contract.target]
    if target.nunique() < 2:
        return Finding(_NAME, True, "nothing to predict: not both classes present", expected, 0)
    areas = _areas(evidence, decimal, contract)
    named = [f"{name!r} {area:.3f}" for name, area in areas.items() if area > most]
    closest = next(iter(areas.items()))
    return Finding(
        _NAME,
        passed=not named,
        found=listed(named) if named else f"highest: {closest[0]!r} {closest[1]:.3f}",
        expected=expected,
        rows=len(target) if named else 0,
        details={name: round(area, 4) for name, area in list(areas.items())[:_MOST_NAMED]},
    )


def _areas(evidence: Evidence, decimal: str, contract: Contract) -> dict[str, float]:
    customers, known = evidence.customers, evidence.others
    target = customers[contract.target]
    areas = {name: alone_auc(customers[name], target) for name in contract.features}
    for place, header in enumerate(known.columns):  # a header may stand there twice, or be empty
        values = known.iloc[:, place]
        if decimal == ",":
            values = values.str.replace(",", ".", regex=False)
        name = str(header)[:_LONGEST]
        areas[name] = max(areas.get(name, 0), alone_auc(values, target))
    return dict(sorted(areas.items(), key=lambda item: -item[1]))
