"""Whether one row is one customer: columns of ids that repeat, by their name or by what they do."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.checks.auc import rank_auc
from churn_platform.analysis.cleaning.cells import is_blank
from churn_platform.contracts.id_headers import is_customers_id, names_one_person

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
_TIMES: Final = frozenset(
    ("date day week month year quarter period time snapshot monat jahr datum woche fecha mes ano"
     " semana mois annee semaine data miesiac rok dt ds asof yyyymm yearmonth"
     " дата месяц год неделя 日期 月份 月 年 年月 날짜")
    .split()
)  # fmt: skip
_MEASURES: Final = frozenset(
    ("tenure age charge charges amount total price fee spend salary income balance score minutes"
     " calls count usage visits limit seconds value cost revenue sum avg average rate number num")
    .split()
)  # fmt: skip
_LEAST_CODE: Final = 1_000
_DATE: Final = re.compile(r"(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])(?:[-/.]?[0-3]\d)?(?:\D|$)")

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Repeats:
    """A column that stands for customers of whom there are fewer than rows."""

    column: str
    customers: int
    rows: int

    def __str__(self) -> str:
        """Say how many customers are in how many rows."""
        return f"{self.column!r} holds {self.customers:,} customers in {self.rows:,} rows"


@dataclass(frozen=True)
class _Column:
    """A column's values as numbers from 0 on, -1 for a blank, and the distinct ones in order."""

    header: str
    codes: Codes
    found: npt.NDArray[np.object_]

    @property
    def repeats(self) -> Repeats:
        return Repeats(self.header, len(self.found), int((self.codes >= 0).sum()))


def named_repeats(columns: Mapping[str, pd.Series]) -> Repeats | None:
    """Return the first column that its header calls a customer's id and whose values repeat.

    More than a tenth of the rows must repeat an id; exact repeats of whole rows left out.

    Args:
        columns: text or typed, blank, None or NaN where there is nothing, by header; (n_rows,).
    """
    for header, values in columns.items():
        if not (is_customers_id(header) or names_one_person(header)):
            continue
        column = _coded(header, values)
        found = column.repeats
        is_many = found.customers >= (2 if is_customers_id(header) else _FEWEST)
        if is_many and found.customers < _MOST_UNIQUE * found.rows and _are_codes(column):
            return found
    return None


def repeats_of(header: str, values: pd.Series) -> Repeats | None:
    """Return how a column that is known to hold ids repeats them, None if it hardly does."""
    found = _coded(header, values).repeats
    return found if found.customers < _MOST_UNIQUE * found.rows else None


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
    coded = [_coded(header, values.iloc[rows]) for header, values in columns.items()]
    times = [each for each in coded if _is_time(each)]
    for column in coded:
        found = column.repeats
        is_like = _FEWEST <= found.customers and found.rows >= _FEWEST_ROWS * found.customers
        if not is_like or column in times or not _are_codes(column) or _is_measure(column):
            continue
        if _is_panel(column, times) or _are_alike(column, labels, coded):
            return found
    return None


def _coded(header: str, values: pd.Series) -> _Column:
    array = values.to_numpy(dtype=object)
    codes, found = pd.factorize(array, use_na_sentinel=True)
    blank = [isinstance(one, str) and is_blank(one.strip().casefold()) for one in found]
    places = np.where(blank, -1, np.cumsum(~np.array(blank, dtype=np.bool_)) - 1)
    kept = np.array([one for one, empty in zip(found, blank, strict=True) if not empty], object)
    return _Column(header, np.append(places, -1)[codes].astype(np.intp), kept)


def _are_codes(column: _Column) -> bool:
    """Say whether the values are whole numbers or single words: a measure is no id."""
    numbers = pd.to_numeric(pd.Series(column.found), errors="coerce").to_numpy(dtype=np.float64)
    known = numbers[np.isfinite(numbers)]
    if len(known) > len(numbers) / 2:
        return bool((known == np.floor(known)).all())
    return not any(" " in str(one) for one in column.found[:_FEWEST])


def _is_measure(column: _Column) -> bool:
    """Say whether whole numbers measure by their header, or are too small to be codes."""
    numbers = pd.to_numeric(pd.Series(column.found), errors="coerce").to_numpy(dtype=np.float64)
    if np.isnan(numbers).mean() > 0.5:
        return False
    return bool(np.nanmax(np.abs(numbers)) < _LEAST_CODE) or bool(_MEASURES & set(_words(column)))


def _words(column: _Column) -> list[str]:
    """Return the words of a header; `MonthlyCharges` is monthly, charges."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column.header)
    return "".join(sign if sign.isalnum() else " " for sign in parts.casefold()).split()


def _is_time(column: _Column) -> bool:
    return bool(_TIMES & set(_words(column))) or column.header.casefold().endswith(
        tuple(_LONG_TIMES)
    )


_LONG_TIMES: Final = tuple(one for one in _TIMES if len(one) > 3 or not one.isascii())


def _is_panel(column: _Column, times: Iterable[_Column]) -> bool:
    """Say whether no two rows of one value are of one time, though by chance many would be."""
    for time in times:
        pairs, same = _pairs(column.codes, time.codes)
        _, chance = _pairs(np.where(column.codes >= 0, 0, -1), time.codes)
        everyone, _ = _pairs(np.where((column.codes >= 0) & (time.codes >= 0), 0, -1), time.codes)
        expected = pairs * chance / max(everyone, 1)
        if expected >= _LEAST_EXPECTED and same <= _MOST_OF_EXPECTED * expected:
            return True
    return False


def _are_alike(column: _Column, labels: npt.NDArray[np.float64], others: list[_Column]) -> bool:
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


def _is_ordered(column: _Column, outcome: Codes) -> bool:
    """Say whether small and large values differ in the outcome: then it is a measure."""
    known = (column.codes >= 0) & (outcome >= 0)
    ranks = pd.Series(column.found).rank(method="first").to_numpy(dtype=np.float64)
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
