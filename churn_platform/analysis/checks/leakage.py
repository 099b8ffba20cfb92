"""How well one column alone predicts churn; almost perfectly indicates a leak."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.parsing.cells import is_blank
from churn_platform.analysis.statistics.auc import Counts, Numbers, rank_auc

_MAX_LEVELS: Final = 50
_NUMERIC_SHARE: Final = 0.95

_LEAST_GAP: Final = 0.25
_MIN: Final = 20
_LEAST_LEAD: Final = 0.1
_LEAST_LEADING: Final = 0.8

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Filled:
    """The number of churned and of retained customers with a value in a column."""

    left: int
    of_left: int
    stayed: int
    of_stayed: int

    @classmethod
    def of(cls, filled: npt.NDArray[np.bool_], target: pd.Series) -> "Filled":
        """Count the filled cells, (n_customers,), by the target of 0 or 1, (n_customers,)."""
        left = target.to_numpy() == 1
        stayed = ~left
        by_side = (filled & left).sum(), left.sum(), (filled & stayed).sum(), stayed.sum()
        return cls(*map(int, by_side))

    @property
    def gap(self) -> float:
        """The difference of the filled shares; 0 if few cells are filled, or few blank."""
        filled, rows = self.left + self.stayed, self.of_left + self.of_stayed
        if min(filled, rows - filled, self.of_left, self.of_stayed) < _MIN:
            return 0.0
        return abs(self.left / self.of_left - self.stayed / self.of_stayed)

    def __str__(self) -> str:
        """Return the filled shares as text."""
        left, stayed = self.left / self.of_left, self.stayed / self.of_stayed
        return f"filled for {left:.0%} of those who left and {stayed:.0%} of those who stayed"


def why_suspect(area: float, next_best: float, filled: Filled, maximum: float) -> str | None:
    """Return why a column may be known only after churn, or None.

    It predicts the outcome better than `maximum`, or is above 0.8 and better by 0.1 than the next
    best column, or its blanks follow the outcome.

    Args:
        area: ROC AUC of the column alone.
        next_best: the largest ROC AUC of the less predictive columns.
        filled: how often it is filled.
        maximum: the ROC AUC of a single column from which it is questioned.
    """
    alone = f"alone it tells who left with a ROC AUC of {area:.2f}"
    if filled.gap >= _LEAST_GAP:
        return f"{filled} ({alone})"
    if area >= maximum:
        return alone
    if area >= _LEAST_LEADING and area - next_best >= _LEAST_LEAD:
        return f"{alone}, the next best column with {next_best:.2f}"
    return None


def alone_auc(values: pd.Series, target: pd.Series) -> float:
    """Return the ROC AUC of one column alone, 0.5 to 1; the better of its levels and its order.

    Text is numeric if 95 % of the non-blank values are numbers. A missing number counts as the
    median, and missing is a level of its own. With fewer than two customers in a class the result
    is 0.5.

    Args:
        values: text or typed, None or NaN where missing, (n_customers,).
        target: 0 or 1, (n_customers,).
    """
    left = target.to_numpy(dtype=np.float64)
    if min(left.sum(), (1 - left).sum()) < 2:
        return 0.5
    codes, found = pd.factorize(values.to_numpy(dtype=object))
    codes = np.where(codes < 0, len(found), codes)  # missing comes last
    counts = np.bincount(codes, minlength=len(found) + 1)
    by_level = _levels_auc(_folded(counts)[codes], left)
    numbers = _numbers(found, counts)
    if numbers is None:
        return by_level
    churned = np.bincount(codes, left, minlength=len(counts))
    by_order = rank_auc(numbers, churned, counts - churned)
    return max(by_level, by_order, 1 - by_order)


def _numbers(found: npt.NDArray[np.object_], counts: Codes) -> Numbers | None:
    """Return each distinct value as a number, then the value for missing."""
    texts = pd.Series(found, dtype=object)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64)
    numbers = np.append(np.where(np.isfinite(numbers), numbers, np.nan), np.nan)
    known = ~np.isnan(numbers)
    blank = [isinstance(text, str) and is_blank(text.casefold()) for text in found]
    filled = counts.sum() - counts[[*blank, True]].sum()
    if not known.any() or counts[known].sum() < _NUMERIC_SHARE * filled:
        return None
    median = np.median(np.repeat(numbers[known], counts[known]))
    return np.where(known, numbers, median)


def _folded(counts: Codes) -> Codes:
    """Return a level for each distinct value: the most frequent ones their own, the rest a common
    one.

    Values as frequent as the first without a level have none, whatever the order of the rows.
    """
    levels = np.full(len(counts), _MAX_LEVELS)
    below = np.sort(counts)[::-1][_MAX_LEVELS:]
    frequent = np.flatnonzero(counts > (below[0] if len(below) else 0))
    levels[frequent] = np.arange(len(frequent))
    return levels


def _levels_auc(levels: Codes, left: Numbers) -> float:
    """Score each half of the data by the rates in the other, so that a rare level has little
    effect.

    A rate has one customer of the overall rate added. In scores from the row's own half, a level of
    one row would tell its outcome; with each row left out of its own rate, a constant would.
    """
    half = np.where(left == 1, np.cumsum(left), np.cumsum(1 - left)) % 2
    areas = []
    for judged in (half == 0, half == 1):
        churned, rows = _by_level(levels, left, ~judged)
        rates = (churned + churned.sum() / rows.sum()) / (rows + 1)
        churned, rows = _by_level(levels, left, judged)
        areas.append(rank_auc(rates, churned, rows - churned))
    return max(0.5, sum(areas) / 2)


def _by_level(levels: Codes, left: Numbers, rows: npt.NDArray[np.bool_]) -> tuple[Counts, Counts]:
    size = _MAX_LEVELS + 1
    counts = np.bincount(levels[rows], minlength=size)
    return np.bincount(levels[rows], left[rows], minlength=size), counts
