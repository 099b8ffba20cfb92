"""Whether one row is one customer: columns of ids that repeat, by their name or by what they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.repeated_ids.coded import Coded, Codes, coded
from churn_platform.analysis.statistics.auc import rank_auc
from churn_platform.config.contracts.id_headers import is_customers_id, names_one_person, says_id

ADVICE: Final = (
    "one row for each customer: keep the last row of each, or add the rows of each up; of monthly"
    " tables make one file a month ({partition}, see docs/dated-extracts.md); if a row is what"
    " leaves, such as a line of a household, take this column out of the table"
)
_MAX_UNIQUE: Final = 0.9
_MIN: Final = 20
_MIN_ROWS: Final = 1.3
_MAX_ROWS: Final = 50_000
_LEAST_BY_CHANCE: Final = 20.0
_MAX_OF_CHANCE: Final = 0.02
_ORDERED: Final = 0.8
_MAX_LEVELS: Final = 50


@dataclass(frozen=True)
class Repeats:
    """A column that stands for customers of whom there are fewer than rows."""

    column: str
    customers: int
    rows: int

    def __str__(self) -> str:
        """Return how many customers are in how many rows."""
        return f"{self.column!r} holds {self.customers:,} customers in {self.rows:,} rows"


def named_repeats(columns: Mapping[str, pd.Series]) -> Repeats | None:
    """Return the first column that its header calls a customer's id and whose values repeat.

    More than a tenth of the rows must repeat an id; exact repeats of whole rows left out.

    Args:
        columns: text or typed, blank, None or NaN where there is nothing, by header; (n_rows,).
    """
    for header, values in columns.items():
        if not (is_customers_id(header) or names_one_person(header)):
            continue
        column = coded(header, values)
        found = _repeats(column)
        # a number of members may be meant, or a code of a kind of customers
        may_count = is_customers_id(header) and column.is_small
        is_like = says_id(header) or (found.customers >= _MIN and not may_count)
        if is_like and 1 < found.customers < _MAX_UNIQUE * found.rows and column.are_codes:
            return found
    return None


def repeats_of(header: str, values: pd.Series) -> Repeats | None:
    """Return how a column that is known to hold ids repeats them, None if it hardly does."""
    found = _repeats(coded(header, values))
    return found if found.customers < _MAX_UNIQUE * found.rows else None


def _repeats(column: Coded) -> Repeats:
    return Repeats(column.header, len(column.found), int((column.codes >= 0).sum()))


def hidden_repeats(columns: Mapping[str, pd.Series], target: pd.Series) -> Repeats | None:
    """Return the first column that behaves like the id of customers with several rows each.

    No two rows of one value are of one time, or rows of one value have one outcome, although by
    chance at least 20 pairs would be otherwise (at most 2 % of these may be). So a postal code, a
    price or a date is none. One outcome says nothing of a number that measures by its header; of
    up to 50 values and of numbers below 1,000 another column has to agree as well, since they may
    be a category or a measure that knows the outcome.

    Args:
        columns: as in `named_repeats`, without the target.
        target: 0 or 1, NaN for no label, (n_rows,).
    """
    rows = slice(None, _MAX_ROWS)
    labels = target.to_numpy(dtype=np.float64)[rows]
    every = [coded(header, values.iloc[rows]) for header, values in columns.items()]
    times = [each for each in every if each.is_time]
    for column in every:
        found = _repeats(column)
        is_like = _MIN <= found.customers and found.rows >= _MIN_ROWS * found.customers
        if not is_like or column in times or not column.are_codes:
            continue
        if any(_pairs(column.codes, time.codes).never_agree for time in times):
            return found
        if not column.is_measure and _are_alike(column, labels, every):
            return found
    return None


def _are_alike(column: Coded, labels: npt.NDArray[np.float64], others: list[Coded]) -> bool:
    """Return whether rows of a value share the outcome and, of few values, a column's value."""
    outcome = np.where(np.isnan(labels), -1, labels).astype(np.intp)
    if not _pairs(column.codes, outcome).always_agree or _is_ordered(column, outcome):
        return False
    is_plain = len(column.found) > _MAX_LEVELS and not column.is_small
    return is_plain or any(
        _pairs(column.codes, other.codes).always_agree
        for other in others
        if other is not column and len(other.found) < len(column.found)
    )


def _is_ordered(column: Coded, outcome: Codes) -> bool:
    """Return whether small and large values differ in the outcome: then it is a measure."""
    known = (column.codes >= 0) & (outcome >= 0)
    ranks = pd.Series(column.found).rank(method="first").to_numpy().astype(np.float64)
    order = ranks[column.codes[known]]
    left = outcome[known].astype(np.float64)
    if left.min(initial=1) == left.max(initial=0):
        return True
    area = rank_auc(order, left, 1 - left)
    return max(area, 1 - area) >= _ORDERED


@dataclass(frozen=True)
class _Pairs:
    """Pairs of rows with one code: all, those with one value too, and as many as by chance."""

    count: float
    same: float
    same_by_chance: float

    @property
    def never_agree(self) -> bool:
        """Whether hardly any pair has one value, although by chance many would."""
        return _hardly_any(self.same, self.same_by_chance)

    @property
    def always_agree(self) -> bool:
        """Whether hardly any pair has two values, although by chance many would."""
        return _hardly_any(self.count - self.same, self.count - self.same_by_chance)


def _hardly_any(found: float, by_chance: float) -> bool:
    return by_chance >= _LEAST_BY_CHANCE and found <= _MAX_OF_CHANCE * by_chance


def _pairs(codes: Codes, values: Codes) -> _Pairs:
    known = (codes >= 0) & (values >= 0)
    groups, members = codes[known], values[known]
    both = groups.astype(np.int64) * (int(members.max(initial=0)) + 1) + members
    count, everyone = _two_of(np.bincount(groups)), _two_of(np.array([len(groups)]))
    share = _two_of(np.bincount(members)) / max(everyone, 1)
    return _Pairs(count, _two_of(np.unique(both, return_counts=True)[1]), count * share)


def _two_of(counts: npt.NDArray[Any]) -> float:
    sizes = counts.astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())
