"""What the scores say of groups of customers; nothing here is of one of them."""

from collections import Counter
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.scoring.table import HIGH
from churn_platform.analysis.scoring.words import feature_label
from churn_platform.catalog import REASON_COLUMNS
from churn_platform.contracts.contract import Contract

SCORE_COLUMNS: Final = ("probability", "risk_band", "revenue_at_risk", *REASON_COLUMNS)


def reasons_of(scores: pd.DataFrame, contract: Contract) -> dict[str, Any]:
    """Return what raises the risk of most customers, by the reasons that the scores give.

    `band` is whose reasons are counted: "high", or "all" if nobody is at high risk. `customers` is
    how many they are, `rows` has `feature`, `value` (empty for a number), how many have it as the
    `main` reason, and how many have it `among` their reasons; most of them first.

    Args:
        scores: as `score_customers` returns them, at least `SCORE_COLUMNS`.
        contract: of the table.
    """
    chosen = scores[scores["risk_band"] == HIGH]
    band = HIGH
    if not len(chosen):
        chosen, band = scores, "all"
    labels = {feature_label(contract[name]): name for name in contract.features}
    counts = [_counted(chosen[name], labels, contract) for name in REASON_COLUMNS]
    among: Counter[tuple[str, str]] = sum(counts, Counter())
    order = sorted(among, key=lambda key: (-among[key], -counts[0][key], key))
    return {
        "band": band,
        "customers": len(chosen),
        "rows": [
            {"feature": feature, "value": text, "main": counts[0][feature, text], "among": number}
            for feature, text in order
            for number in [among[feature, text]]
        ],
    }


def _counted(
    texts: "pd.Series[Any]", labels: dict[str, str], contract: Contract
) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for text, count in texts.value_counts(dropna=True).items():
        if text:
            found[_parts(str(text), labels, contract)] += int(count)
    return found


def _parts(text: str, labels: dict[str, str], contract: Contract) -> tuple[str, str]:
    """Return the label of the feature and, unless it is a number, the value of a reason."""
    fitting = [label for label in labels if text.startswith(f"{label}: ")]
    if not fitting:
        return text, ""
    label = max(fitting, key=len)
    is_number = contract[labels[label]].kind == "numeric"
    return label, "" if is_number else text[len(label) + 2 :]
