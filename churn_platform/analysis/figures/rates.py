"""Churn rates by category, with intervals."""

from dataclasses import dataclass

import pandas as pd

from churn_platform.analysis.figures.shared.drawing import NotEnough, too_few
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.statistics.churned import CHURNED_COUNT, CUSTOMERS, VALUE, churned_by
from churn_platform.analysis.statistics.counts import counts_of
from churn_platform.analysis.wilson import wilson_interval
from churn_platform.config.contracts.contract import Contract

_MAX_VALUES = 12
_FLAG_WORDS = {0: "No", 1: "Yes"}


@dataclass(frozen=True)
class CategoryRates:
    """The rows of `category_rates`, the share of all customers who left, and their number."""

    rates: pd.DataFrame
    overall: float
    customers: int


def rates_by_category(clean: Rows, contract: Contract) -> CategoryRates | NotEnough:
    """Return the churn rates of clean customers by category and flag."""
    if not contract.names("category", "flag"):
        return NotEnough("The contract names no category and no flag")
    if problem := too_few(len(clean)):
        return NotEnough(problem)
    rates, overall = category_rates(clean, contract), overall_rate(clean, contract)
    return CategoryRates(rates, overall, len(clean))


def category_rates(clean: Rows, contract: Contract) -> pd.DataFrame:
    """Return one row for each value of each category and flag, the most telling column first.

    Columns are `column`, `value`, `customers`, `churned`, `rate`, `low`, `high` (the last three 0
    to 1, `low` and `high` a 95% Wilson interval). Columns are ordered by Cramér's V with the
    target, values by falling rate. What is missing is a value of its own, "(missing)". Of a column
    with over 12 values, the rarest share one row. The contract must name a category or a flag.
    """
    names = contract.names("category", "flag")
    found = churned_by(clean, names, contract.target)
    rates = pd.concat([_counts(name, counts) for name, counts in found.items()])
    rates["rate"] = rates["churned"] / rates["customers"]
    rates["low"], rates["high"] = wilson_interval(rates["churned"], rates["customers"])
    rates["order"] = rates["column"].map(_ranks(association(rates), names))
    rates = rates.sort_values(["order", "rate", "value"], ascending=[True, False, True])
    return rates.drop(columns="order").reset_index(drop=True)


def overall_rate(clean: Rows, contract: Contract) -> float:
    """Return the overall churn rate, 0 to 1; needs at least one customer."""
    counts = counts_of(clean, contract.target)
    return counts.of(1) / counts.known


def association(rates: pd.DataFrame) -> pd.Series:
    """Return each column's Cramér's V with the target, 0 to 1; NaN if all or none churned.

    Cramér (1946), "Mathematical Methods of Statistics", 21.9. With a target of two values it is
    sqrt(Σ n_i (p_i - p)² / (n p (1 - p))) over the values i of a column.
    """
    sums = rates.groupby("column", sort=False)[["customers", "churned"]].sum()
    overall = sums["churned"] / sums["customers"]
    distance = rates["rate"] - rates["column"].map(overall)
    between = (rates["customers"] * distance**2).groupby(rates["column"], sort=False).sum()
    total = sums["customers"] * overall * (1 - overall)
    return (between / total.where(total > 0)) ** 0.5


def _ranks(strength: pd.Series, names: list[str]) -> dict[str, int]:
    ordered = strength[names].sort_values(ascending=False, kind="stable", na_position="last")
    return {str(name): rank for rank, name in enumerate(ordered.index)}


def _counts(name: str, found: pd.DataFrame) -> pd.DataFrame:
    counts = pd.DataFrame(
        {
            "column": name,
            "value": [_word(value) for value in found[VALUE]],
            "customers": found[CUSTOMERS],
            "churned": found[CHURNED_COUNT],
        }
    )
    return counts if len(counts) <= _MAX_VALUES else _fold(counts)


def _word(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "(missing)"
    return value if isinstance(value, str) else _FLAG_WORDS.get(value, str(value))  # type: ignore[call-overload]


def _fold(counts: pd.DataFrame) -> pd.DataFrame:
    counts = counts.sort_values(["customers", "value"], ascending=[False, True])
    kept, rest = counts.iloc[: _MAX_VALUES - 1], counts.iloc[_MAX_VALUES - 1 :]
    sums = rest[["customers", "churned"]].sum()
    name = {"column": rest["column"].iloc[0], "value": f"({len(rest)} other values)"}
    return pd.concat([kept, pd.DataFrame([{**name, **sums}])])
