"""Columns that no model is given: those without information, and those known too late."""

from typing import Final

import numpy as np
import pandas as pd

from churn_platform.analysis.checks.leakage import alone_auc
from churn_platform.contracts.sections import Thresholds
from churn_platform.drafting.categories import is_flag, levels
from churn_platform.drafting.dates import are_dates
from churn_platform.drafting.facts import Facts, Numbers
from churn_platform.drafting.numbers import is_code, is_numeric
from churn_platform.drafting.words import listed, shown

_MOST_LEVELS: Final = 100
_LONGEST_VALUE: Final = 200
_LEAVING: Final = ("churn", "attrit", "exit", "cancel", "terminat", "departure", "unsubscri")
_ABOUT_IT: Final = {
    "score", "reason", "value", "date", "day", "category", "label", "status", "type", "time",
    "probability", "prob", "prediction", "flag",
}  # fmt: skip
_LIMITS: Final = Thresholds()


def why_unused(facts: Facts) -> str | None:
    """Return why a column is of no use to a model, None if it may be of use."""
    if not facts.counts:
        return "empty"
    values = levels(facts)
    if len(values) == 1 or (is_numeric(facts) and len(facts.known) == 1):
        other = " or nothing" if facts.blanks else ""
        return f"holds {shown(next(iter(values)))}{other} in every row"
    if facts.writing.problem:
        return facts.writing.problem.partition(":")[0]
    if is_numeric(facts) or is_flag(facts):
        return None
    if are_dates(facts):
        return "dates; a number of days or months could be used"
    if len(values) > min(_MOST_LEVELS, facts.rows / 2):
        what = "codes" if is_code(facts) else "texts"
        odd = facts.writing.words
        if odd:
            return f"mostly numbers, but also {listed(list(odd))}; do these mean nothing is known?"
        return f"{len(values):,} different {what}"
    if max(map(len, values)) > _LONGEST_VALUE:
        return "long texts"
    return None


def why_too_late(facts: Facts, labels: Numbers) -> str | None:
    """Return why a column seems to be known only after the outcome, None if it does not.

    `labels` (n_rows,) are 1, 0, or NaN for no label. With few customers of one outcome a column may
    tell them apart by chance, and only the name counts.
    """
    found = set(facts.words)
    if found & _ABOUT_IT and any(word.startswith(_LEAVING) for word in found):
        return "by its name, known only once a customer has left"
    labelled = ~np.isnan(labels)
    target = pd.Series(labels[labelled].astype(np.int64))
    if target.value_counts().min() < _LIMITS.fewest_per_class:
        return None
    values = pd.Series(facts.numbers, dtype=np.float64) if facts.are_numbers else facts.text
    auc = alone_auc(values[labelled].reset_index(drop=True), target)
    if auc <= _LIMITS.leak_auc:
        return None
    return f"alone it tells who left (ROC AUC {auc:.3f}), so it may be known only afterwards"
