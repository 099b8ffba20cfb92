"""How many rows hold each value, or each combination of values: exact, whatever the parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.rows import Rows, mapped

CUSTOMERS = "customers"


def counts_by(rows: Rows, columns: Sequence[str]) -> pd.DataFrame:
    """Return each combination of values and how many rows have it, sorted by the columns.

    Missing values are a value of their own and come last. Shape (n_combinations, n_columns + 1);
    the last column is `customers`. Take columns with few combinations.
    """
    parts = list(mapped(rows, partial(_counted, columns=tuple(columns)), columns))
    if len(parts) == 1:
        return parts[0]
    every = pd.concat(parts, ignore_index=True)
    summed = every.groupby(list(columns), dropna=False, observed=True, sort=True)[CUSTOMERS].sum()
    return summed.reset_index()


def _counted(part: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    groups = part.groupby(list(columns), dropna=False, observed=True, sort=True)
    found = groups.size().rename(CUSTOMERS).reset_index()
    coded = [name for name in columns if found[name].dtype == "category"]
    return found.astype(dict.fromkeys(coded, object))  # parts may differ in their categories


@dataclass(frozen=True)
class Counts:
    """A column's known values in rising order, how often each occurs, and how many are missing.

    `values` and `counts` are (n_distinct,).
    """

    values: NDArray[Any]
    counts: NDArray[np.int64]
    missing: int

    @property
    def known(self) -> int:
        """How many values are known."""
        return int(self.counts.sum())

    @property
    def rows(self) -> int:
        """How many rows there are, values missing or not."""
        return self.known + self.missing

    def of(self, value: object) -> int:
        """Return how often a value occurs."""
        return int(self.counts[self.values == value].sum())

    def mean(self) -> float:
        """Return the mean of the known numbers; NaN without one."""
        return float(self.values @ self.counts / self.known) if self.known else float("nan")

    def std(self, ddof: int = 1) -> float:
        """Return the standard deviation of the known numbers; NaN where it is not defined."""
        if self.known <= ddof:
            return float("nan")
        squares = (self.values - self.mean()) ** 2 @ self.counts
        return float(np.sqrt(squares / (self.known - ddof)))

    def quantiles(self, shares: Sequence[float]) -> NDArray[np.float64]:
        """Return the quantiles of the known numbers, (n_shares,), linear between two of them.

        As numpy's default: type 7 of Hyndman & Fan (1996). At least one number must be known.
        """
        places = np.asarray(shares, dtype=np.float64) * (self.known - 1)
        lower = np.floor(places)
        ends = np.cumsum(self.counts)

        def at(place: NDArray[np.float64]) -> NDArray[np.float64]:
            found: NDArray[np.float64] = self.values[
                np.searchsorted(ends, place, side="right")
            ].astype(np.float64)
            return found

        low, high = at(lower), at(np.minimum(lower + 1, self.known - 1))
        between: NDArray[np.float64] = low + (places - lower) * (high - low)
        return between

    def steps(self, shares: Sequence[float]) -> NDArray[np.float64]:
        """Return quantiles that are numbers of the column, (n_shares,): the inverse of its EDF.

        Type 1 of Hyndman & Fan (1996). At least one number must be known.
        """
        wanted = np.ceil(np.asarray(shares, dtype=np.float64) * self.known) - 1
        found: NDArray[np.float64] = self.values[
            np.searchsorted(np.cumsum(self.counts), np.maximum(wanted, 0), side="right")
        ].astype(np.float64)
        return found


def counts_of(rows: Rows, column: str) -> Counts:
    """Return how often each value of one column occurs.

    It takes 16 bytes for each distinct value: 160 MB for ten million numbers that all differ.
    """
    return counts_of_each(rows, [column])[column]


def counts_of_each(rows: Rows, columns: Sequence[str]) -> dict[str, Counts]:
    """Return `counts_of` of several columns, of which the table is read once."""
    parts = list(mapped(rows, _counts, list(columns)))
    return {name: added([part[name] for part in parts]) for name in columns}


def _counts(part: pd.DataFrame) -> dict[str, Counts]:
    return {str(name): counted(part[name]) for name in part.columns}


def counted(values: "pd.Series[Any]") -> Counts:
    """Return how often each value of a series occurs."""
    known = values.dropna()
    found = known.value_counts(sort=False).sort_index()
    found = found[found > 0]  # of a categorical's values some may not occur
    return Counts(
        found.index.to_numpy(), found.to_numpy().astype(np.int64), len(values) - len(known)
    )


def added(parts: Sequence[Counts]) -> Counts:
    """Return the counts of all parts together, one at least."""
    if len(parts) == 1:
        return parts[0]
    together = np.concatenate([part.values for part in parts])
    values, places = np.unique(together, return_inverse=True)
    weights = np.concatenate([part.counts for part in parts])
    counts = np.bincount(places, weights=weights, minlength=len(values)).astype(np.int64)
    return Counts(values, counts, sum(part.missing for part in parts))
