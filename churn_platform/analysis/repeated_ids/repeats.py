"""Whether one row is one customer: columns of ids that repeat, by their name or by what they do."""

from collections.abc import Iterable, Mapping
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
_MOST_UNIQUE: Final = 0.9
_FEWEST: Final = 20
_FEWEST_ROWS: Final = 1.3
_MOST_ROWS: Final = 50_000
_LEAST_EXPECTED: Final = 20.0
_MOST_OF_EXPECTED: Final = 0.02
_ORDERED: Final = 0.8
_MOST_LEVELS: Final = 50


@dataclass(frozen=True)
class Repeats:
    """A column that stands for customers of whom there are fewer than rows."""

    column: str
    customers: int
    rows: int

    def __str__(self) -> str:
        """Say how many customers are in how many rows."""
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
        is_like = says_id(header) or (found.customers >= _FEWEST and not may_count)
        if is_like and 1 < found.customers < _MOST_UNIQUE * found.rows and column.are_codes:
            return found
    return None


def repeats_of(header: str, values: pd.Series) -> Repeats | None:
    """Return how a column that is known to hold ids repeats them, None if it hardly does."""
    found = _repeats(coded(header, values))
    return found if found.customers < _MOST_UNIQUE * found.rows else None


def _repeats(column: Coded) -> Repeats:
    return Repeats(column.header, len(column.found), int((column.codes >= 0).sum()))


def hidden_repeats(columns: Mapping[str, pd.Series], target: pd.Series) -> Repeats | None:
    """Return the first column that behaves like the id of customers with several rows each.

    Rows of one value have one outcome, or no two of them are of one time, although by chance at
    least 20 pairs would be otherwise (at most 2 % of these may be). So a postal code, a price or a
    date is none, and nor is a number below 1,000 or one that measures by its header. Of up to 50
    values another column has to agree as well: they may be a category that knows the outcome.

    Args:
        columns: as in `named_repeats`, without the target.
        target: 0 or 1, NaN for no label, (n_rows,).
    """
    rows = slice(None, _MOST_ROWS)
    labels = target.to_numpy(dtype=np.float64)[rows]
    every = [coded(header, values.iloc[rows]) for header, values in columns.items()]
    times = [each for each in every if each.is_time]
    for column in every:
        found = _repeats(column)
        is_like = _FEWEST <= found.customers and found.rows >= _FEWEST_ROWS * found.customers
        if not is_like or column in times or not column.are_codes or column.is_measure:
            continue
        if _is_panel(column, times) or _are_alike(column, labels, every):
            return found
    return None


def _is_panel(column: Coded, times: Iterable[Coded]) -> bool:
    """Say whether no two rows of one value are of one time, though by chance many would be."""
    for time in times:
        pairs, same = _pairs(column.codes, time.codes)
        _, chance = _pairs(np.where(column.codes >= 0, 0, -1), time.codes)
        everyone, _ = _pairs(np.where((column.codes >= 0) & (time.codes >= 0), 0, -1), time.codes)
        expected = pairs * chance / max(everyone, 1)
        if expected >= _LEAST_EXPECTED and same <= _MOST_OF_EXPECTED * expected:
            return True
    return False


def _are_alike(column: Coded, labels: npt.NDArray[np.float64], others: list[Coded]) -> bool:
    """Say whether rows of one value have one outcome and, of few values, one of another column."""
    outcome = np.where(np.isnan(labels), -1, labels).astype(np.intp)
    if not _agrees(column.codes, outcome) or _is_ordered(column, outcome):
        return False
    return len(column.found) > _MOST_LEVELS or any(
        _agrees(column.codes, other.codes)
        for other in others
        if other is not column and len(other.found) < len(column.found)
    )


def _agrees(codes: Codes, values: Codes) -> bool:
    pairs, same = _pairs(codes, values)
    everyone = np.where((codes >= 0) & (values >= 0), 0, -1)
    of_all, by_chance = _pairs(everyone, values)
    expected = pairs * (1 - by_chance / max(of_all, 1))
    return expected >= _LEAST_EXPECTED and pairs - same <= _MOST_OF_EXPECTED * expected


def _is_ordered(column: Coded, outcome: Codes) -> bool:
    """Say whether small and large values differ in the outcome: then it is a measure."""
    known = (column.codes >= 0) & (outcome >= 0)
    ranks = pd.Series(column.found).rank(method="first").to_numpy().astype(np.float64)
    order = ranks[column.codes[known]]
    left = outcome[known].astype(np.float64)
    if left.min(initial=1) == left.max(initial=0):
        return True
    area = rank_auc(order, left, 1 - left)
    return max(area, 1 - area) >= _ORDERED


def _pairs(codes: Codes, values: Codes) -> tuple[float, float]:
    """Return how many pairs of rows have one code, and how many of those one value too."""
    known = (codes >= 0) & (values >= 0)
    groups, members = codes[known], values[known]
    both = groups.astype(np.int64) * (int(members.max(initial=0)) + 1) + members
    return _two_of(np.bincount(groups)), _two_of(np.unique(both, return_counts=True)[1])


def _two_of(counts: npt.NDArray[Any]) -> float:
    sizes = counts.astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())
