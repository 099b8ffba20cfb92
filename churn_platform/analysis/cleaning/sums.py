"""Sums of numeric columns, to detect rows that are sums of others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_MIN: Final = 5
_TOLERANCE: Final = 1e-4  # sums may be those of unrounded numbers, or rounded themselves
_MIN_ADDENDS: Final = 3
_LEAST_SUM: Final = 100.0  # a smaller sum may be a value by chance
_LARGEST: Final = 1e150  # sums of larger numbers could overflow
_MAX_SUBTOTALS: Final = 200
_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """A column's sum, how many numbers are not 0, the largest number and its row."""

    total: float
    filled: int
    largest: float
    row: int

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums of two parts of a table together."""
        larger = max(self, other, key=lambda one: (one.largest, -one.row))
        return Sums(
            self.total + other.total, self.filled + other.filled, larger.largest, larger.row
        )

    @property
    def is_sum(self) -> bool:
        """Whether the largest number is the sum of all others, of four at least."""
        rest = self.total - self.largest
        return self.filled >= _MIN and abs(self.largest - rest) <= _TOLERANCE * self.largest


def sums_of(numbers: npt.NDArray[np.float64], rows: npt.NDArray[np.int64]) -> Sums:
    """Return the sums of one column, (n,), NaN where there is no number, and the rows' numbers."""
    known = np.isfinite(numbers) & (numbers != 0)
    if not known.any():
        return Sums(0.0, 0, -np.inf, 0)
    place = int(np.argmax(np.where(known, numbers, -np.inf)))
    with np.errstate(over="ignore"):  # a sum beyond a float is infinite, and no number equals it
        total = float(numbers[known].sum())
    return Sums(total, int(known.sum()), float(numbers[place]), int(rows[place]))


def row_of_sums(columns: Mapping[str, Sums]) -> tuple[int, list[str]] | None:
    """Return the row that holds the sums of two columns or more, and their names; None without."""
    rows = {name: each.row for name, each in columns.items() if each.is_sum}
    if not rows:
        return None
    row, count = Counter(rows.values()).most_common(1)[0]
    return (row, [name for name in rows if rows[name] == row]) if count > 1 else None


def subtotals(columns: Sequence[npt.NDArray[np.float64]]) -> list[int]:
    """Return the places of the rows that hold the sums of the rows above or below, group by group.

    Two columns or more have to be sums of three rows at least, and so has half of what the row
    holds. One such row alone may be chance, so there are none or two or more. Sums of such rows
    right behind the last of them are found as well; of very many the first 200 are returned.

    Args:
        columns: numbers in the order of the source, NaN where there is none, each (n_rows,).
    """
    if len(columns) < 2:
        return []
    known = [np.where(np.abs(each) < _LARGEST, each, 0.0) for each in columns]
    above = _sums_above(known)
    below = [] if above else _sums_above([each[::-1] for each in known])
    return above or [len(known[0]) - 1 - place for place in reversed(below)]


def _sums_above(columns: Sequence[_Numbers]) -> list[int]:
    found: list[int] = []
    alone: list[int] = []  # those that are in no sum of sums yet
    start = 0
    while len(found) < _MAX_SUBTOTALS and (place := _first_sum(columns, start)) is not None:
        start = place + 1
        found.append(place)
        alone.append(place)
        while start < len(columns[0]) and (count := _last_in_sum(columns, start, alone)):
            alone[-count:] = [start]
            found.append(start)
            start += 1
    return found if len(found) > 1 else []


def _first_sum(columns: Sequence[_Numbers], start: int) -> int | None:
    """Return the first place of the sums of the rows from `start` on, None if there is none."""
    clear, sums, filled = np.zeros((3, len(columns[0]) - start), dtype=np.int16)
    for each in columns:
        part = each[start:]
        is_sum = _are_sums(part, part.cumsum() - part)
        addends = (part != 0).cumsum() - 1
        clear += is_sum & (addends >= _MIN_ADDENDS) & (part >= _LEAST_SUM)
        sums += is_sum
        filled += part != 0
    places = np.flatnonzero((clear > 1) & (2 * sums >= filled))
    return start + int(places[0]) if len(places) else None


def _last_in_sum(columns: Sequence[_Numbers], place: int, subtotals: list[int]) -> int:
    """Return of how many of the last subtotals a row holds the sums, 0 if it holds none."""
    each = [_are_sums(one[place], one[subtotals[::-1]].cumsum()) for one in columns]
    counts = np.flatnonzero(np.sum(each, axis=0)[1:] > 1) + 2
    return int(counts[0]) if len(counts) else 0


def _are_sums(numbers: Any, sums: _Numbers) -> npt.NDArray[np.bool_]:
    # a sum is never 0 here, where blanks are
    found: npt.NDArray[np.bool_] = np.abs(numbers - sums) <= _TOLERANCE * np.abs(sums)
    found &= np.asarray(numbers) != 0
    return found
