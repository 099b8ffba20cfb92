"""Checks of the rows that violate a rule."""

from collections.abc import Collection
from typing import Final

import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed, out_of, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.no_customers import RULE
from churn_platform.analysis.repeated_ids.repeats import ADVICE
from churn_platform.config.contracts.contract import Contract

_CONFLICT: Final = "conflicting_id"
_MANY: Final = 0.1
_OF_NUMBERS: Final = ("not_a_number", "out_of_range", "not_whole", "ambiguous_number")
_OF_VALUES: Final = ("value_not_allowed", "label_not_recognised", "blank_not_allowed", "blank_id")


def ids_are_unique(cleaned: Cleaned) -> Finding:
    """Check that no id stands for rows of different content."""
    rows = _rows(_lines(cleaned, [_CONFLICT]))
    is_log = rows > _MANY * cleaned.rows
    return Finding(
        "ids_are_unique",
        passed=cleaned.conflicting_ids == 0,
        found=f"ids with rows of different content: {cleaned.conflicting_ids:,}, rows: {rows:,}",
        expected=f"no such id, and {ADVICE}" if is_log else "no such id",
        rows=rows,
        details={"conflicting_ids": cleaned.conflicting_ids},
    )


def few_rows_are_quarantined(cleaned: Cleaned, contract: Contract) -> Finding:
    """Check that few enough rows are unusable, and name their problems.

    A row that is not a customer, such as a total, does not count as unusable.
    """
    maximum = contract.checks.quarantined_share
    others = _rows(_lines(cleaned, [RULE]))
    rules = {key.split()[0] for key in cleaned.by_rule}
    return Finding(
        "few_rows_are_quarantined",
        passed=(cleaned.quarantined - others) / max(cleaned.rows - others, 1) <= maximum,
        found=_described(cleaned, rules),
        expected=f"at most {percent(maximum)} of the rows",
        rows=cleaned.quarantined,
        details={"by_rule": cleaned.by_rule},
    )


def numbers_are_within_their_ranges(cleaned: Cleaned, _contract: Contract) -> Finding:
    """Check that every number is valid and allowed in its column."""
    return _without("numbers_are_within_their_ranges", cleaned, _OF_NUMBERS)


def values_are_allowed(cleaned: Cleaned, _contract: Contract) -> Finding:
    """Check that every value is allowed in its column, and no required value is blank."""
    return _without("values_are_allowed", cleaned, _OF_VALUES)


def _without(name: str, cleaned: Cleaned, rules: Collection[str]) -> Finding:
    rows = _rows(_lines(cleaned, rules))
    return Finding(
        name,
        passed=rows == 0,
        found=_described(cleaned, rules),
        expected="0 rows",
        rows=rows,
        details={"by_rule": _counts(cleaned, rules)},
    )


def _described(cleaned: Cleaned, rules: Collection[str]) -> str:
    """Return how many rows violate which rules; values may be private, so none is quoted."""
    lines = _lines(cleaned, rules)
    text = out_of(_rows(lines), cleaned.rows)
    counts = [f"{key} {count:,}" for key, count in _counts(cleaned, rules).items()]
    return f"{text}: {listed(counts)}" if counts else text


def _counts(cleaned: Cleaned, rules: Collection[str]) -> dict[str, int]:
    counts = {key: n for key, n in cleaned.by_rule.items() if key.split()[0] in rules}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _lines(cleaned: Cleaned, rules: Collection[str]) -> pd.DataFrame:
    return cleaned.quarantine[cleaned.quarantine["rule"].isin(list(rules))]


def _rows(lines: pd.DataFrame) -> int:
    return int(lines["row"].nunique())
