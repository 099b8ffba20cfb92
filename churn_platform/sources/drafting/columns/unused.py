"""Columns that are not given to a model: without information, or known too late."""

from typing import Final

from churn_platform.config.contracts.sections import Thresholds
from churn_platform.sources.drafting.columns.categories import is_flag, levels
from churn_platform.sources.drafting.columns.dates import are_dates
from churn_platform.sources.drafting.columns.numbers import is_code, is_numeric
from churn_platform.sources.drafting.columns.sentinels import sentinel_dates
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.words import listed, shown

_MAX_LEVELS: Final = 100
_LONGEST_VALUE: Final = 200
_LEAVING: Final = ("churn", "attrit", "exit", "cancel", "terminat", "departure", "unsubscri")
_ABOUT_IT: Final = {
    "score", "reason", "value", "date", "day", "category", "label", "status", "type", "time",
    "probability", "prob", "prediction", "flag",
}  # fmt: skip
_LIMITS: Final = Thresholds()


def why_unused(facts: Facts) -> str | None:
    """Return why a column is of no use to a model, or None."""
    if not facts.counts:
        return "empty"
    values = levels(facts)
    if len(values) == 1 or (is_numeric(facts) and len(facts.known) == 1):
        other = " or nothing" if facts.blanks else ""
        return f"holds {shown(next(iter(values)))}{other} in every row"
    if facts.writing.problem:
        return facts.writing.problem.partition(":")[0]
    if is_flag(facts):
        return None
    if are_dates(facts):
        return f"dates{sentinel_dates(facts)}; a number of days or months could be used"
    if is_numeric(facts):
        return None
    if len(values) > min(_MAX_LEVELS, facts.rows / 2):
        what = "codes" if is_code(facts) else "texts"
        odd = facts.writing.words
        if odd:
            return f"mostly numbers, but also {listed(list(odd))}; do these mean unknown?"
        return f"{len(values):,} different {what}"
    if max(map(len, values)) > _LONGEST_VALUE:
        return "long texts"
    return None


def why_too_late(facts: Facts, area: float) -> str | None:
    """Return why a column seems to be known only after the outcome, or None.

    `area` is the ROC AUC of the column alone.
    """
    found = set(facts.words)
    if found & _ABOUT_IT and any(word.startswith(_LEAVING) for word in found):
        return "by its name, known only once a customer has left"
    if area <= _LIMITS.leak_auc:
        return None
    return f"alone it tells who left (ROC AUC {area:.3f}), so it may be known only afterwards"
