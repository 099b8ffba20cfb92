"""Check that no column gives the outcome away."""

from typing import Final

import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.leakage import alone_auc
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.contracts.contract import Contract

_NAME: Final = "no_column_alone_tells_the_outcome"
_MOST_NAMED: Final = 10
_LONGEST: Final = 40


def no_column_alone_tells_the_outcome(
    cleaned: Cleaned, others: pd.DataFrame, contract: Contract
) -> Finding:
    """Hold that no feature, and no column that the contract does not know, predicts alone who left.

    `others` is text, indexed by the source's row number.
    """
    most = contract.checks.leak_auc
    expected = f"ROC AUC of one column alone at most {most:g}"
    target = cleaned.customers[contract.target]
    if target.nunique() < 2:
        return Finding(_NAME, True, "nothing to predict: not both classes present", expected, 0)
    areas = _areas(cleaned, others, contract)
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


def _areas(cleaned: Cleaned, others: pd.DataFrame, contract: Contract) -> dict[str, float]:
    target = cleaned.customers[contract.target]
    areas = {name: alone_auc(cleaned.customers[name], target) for name in contract.features}
    known = others.loc[cleaned.row_numbers]
    for place, header in enumerate(known.columns):  # a header may stand there twice, or be empty
        values = known.iloc[:, place]
        if cleaned.decimal == ",":
            values = values.str.replace(",", ".", regex=False)
        name = str(header)[:_LONGEST]
        areas[name] = max(areas.get(name, 0), alone_auc(values, target))
    return dict(sorted(areas.items(), key=lambda item: -item[1]))
