"""Sums of numeric columns, by which a row that holds the sums of all others is recognised."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

_FEWEST: Final = 5
_TOLERANCE: Final = 1e-4  # sums may be those of unrounded numbers, or rounded themselves


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
        return self.filled >= _FEWEST and abs(self.largest - rest) <= _TOLERANCE * self.largest


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
