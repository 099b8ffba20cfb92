"""The scores by groups of customers; nothing about a single one."""

from collections import Counter
from functools import partial
from typing import Any

import pandas as pd

from churn_platform.analysis.at_risk.table import HIGH
from churn_platform.analysis.at_risk.words import feature_label
from churn_platform.analysis.rows import Rows, mapped
from churn_platform.analysis.statistics.counts import Counts, added, counted, counts_of
from churn_platform.catalog import REASON_COLUMNS
from churn_platform.config.contracts.contract import Contract


def reasons_of(scores: Rows, contract: Contract) -> dict[str, Any]:
    """Return the most frequent reasons for risk in the scores.

    `band` is the counted risk band: "high", or "all" if nobody is at high risk. `customers` is
    their number; `rows` has `feature`, `value` (empty for a number), the number of customers with
    it as the `main` reason, and with it `among` their reasons; most frequent first.

    Args:
        scores: as `at_risk.table.scored` returns them, at least `risk_band` and the reasons.
        contract: of the table.
    """
    high = counts_of(scores, "risk_band").of(HIGH)
    band = HIGH if high else "all"
    labels = {feature_label(contract[name]): name for name in contract.features}
    parts = list(mapped(scores, partial(_counts, band=band), ["risk_band", *REASON_COLUMNS]))
    counts = [
        _named(added([part[name] for part in parts]), labels, contract) for name in REASON_COLUMNS
    ]
    among: Counter[tuple[str, str]] = sum(counts, Counter())
    order = sorted(among, key=lambda key: (-among[key], -counts[0][key], key))
    return {
        "band": band,
        "customers": high or len(scores),
        "rows": [
            {"feature": feature, "value": text, "main": counts[0][feature, text], "among": number}
            for feature, text in order
            for number in [among[feature, text]]
        ],
    }


def _counts(part: pd.DataFrame, band: str) -> dict[str, Counts]:
    chosen = part if band == "all" else part[part["risk_band"] == band]
    return {name: counted(chosen[name]) for name in REASON_COLUMNS}


def _named(counts: Counts, labels: dict[str, str], contract: Contract) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for text, count in zip(counts.values, counts.counts, strict=True):
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
