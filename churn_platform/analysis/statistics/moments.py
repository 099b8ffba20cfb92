"""Pearson's correlations of columns from sums over parts, each pair by the rows that know both."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.rows import Rows, mapped

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class _Sums:
    """Sums over the rows where both columns of a pair are known, each (n_columns, n_columns).

    `first` and `squares` are of the row's column, `products` of both, all less the shift.
    """

    rows: Matrix
    first: Matrix
    squares: Matrix
    products: Matrix

    def __add__(self, other: "_Sums") -> "_Sums":
        return _Sums(
            self.rows + other.rows,
            self.first + other.first,
            self.squares + other.squares,
            self.products + other.products,
        )


def correlations_of(rows: Rows, columns: Sequence[str], minimum: int) -> pd.DataFrame:
    """Return Pearson's correlation of each pair of columns, (n_columns, n_columns), -1 to 1.

    NaN where fewer than `minimum` rows know both, or one of the two is constant among those.
    """
    shift: Matrix | None = None
    total: _Sums | None = None
    # the first part's means, taken away, keep the sums small: the digits that count are not lost
    for part in mapped(rows, _means, columns):
        shift = part
        break
    assert shift is not None
    for sums in mapped(rows, partial(_sums, shift=shift), columns):
        total = sums if total is None else total + sums
    assert total is not None
    return pd.DataFrame(_correlated(total, minimum), index=list(columns), columns=list(columns))


def _means(part: pd.DataFrame) -> Matrix:
    return part.mean().fillna(0.0).to_numpy(dtype=np.float64)


def _sums(part: pd.DataFrame, shift: Matrix) -> _Sums:
    values = part.to_numpy(dtype=np.float64, na_value=np.nan) - shift
    known = ~np.isnan(values)
    values, mask = np.where(known, values, 0.0), known.astype(np.float64)
    return _Sums(mask.T @ mask, values.T @ mask, (values**2).T @ mask, values.T @ values)


def _correlated(sums: _Sums, minimum: int) -> Matrix:
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = sums.squares - sums.first**2 / sums.rows
        joint = sums.products - sums.first * sums.first.T / sums.rows
        # rounding leaves a little of a constant's spread
        constant = spread <= 1e-12 * np.maximum(sums.squares, 1e-300)
        matrix = joint / np.sqrt(spread * spread.T)
    matrix[constant | constant.T | (sums.rows < max(minimum, 2))] = np.nan
    clipped: Matrix = np.clip(matrix, -1.0, 1.0)
    return clipped
