"""Correlations of numbers, flags and the target."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from churn_platform.analysis.display import decimals, label
from churn_platform.analysis.figures.shared.drawing import (
    MIN_ROWS,
    Figure,
    NotEnough,
    new_figure,
    nullable,
    or_reason,
    too_few,
)
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.statistics.moments import correlations_of
from churn_platform.config.contracts.contract import Contract

_MAX_COLUMNS = 30  # besides the target: the cells grow with the square
_MAX_WITH_TEXT = 16  # names; more cells than that are too narrow for their numbers
_ROW_PIXELS = 24
_LABEL_PIXELS = 190  # title and names below


@dataclass(frozen=True)
class Correlations:
    """Pearson's correlation of each pair of columns, (n_columns, n_columns), -1 to 1.

    Of numerics, flags and target, in the contract's order. It is NaN for a column that is constant
    or empty, and for two that are known together for too few customers.
    """

    matrix: pd.DataFrame
    target: str
    customers: int

    def closest(self, maximum: int) -> pd.DataFrame:
        """Return those of the target and the `maximum` columns that move with it most.

        Shape (n, n) with n at most `maximum` + 1, in the order of `matrix`.
        """
        strength = self.matrix[self.target].drop(self.target).abs()
        ordered = strength.sort_values(ascending=False, kind="stable", na_position="last")
        kept = {self.target, *ordered.index[:maximum]}
        names = [name for name in self.matrix.columns if name in kept]
        return self.matrix.loc[names, names]


def correlations(clean: Rows, contract: Contract) -> Correlations | NotEnough:
    """Return the correlations of clean customers."""
    count = len(contract.names("numeric", "flag"))
    if count < 2:
        return NotEnough(f"The contract names {count} numeric or flag columns, expected at least 2")
    if problem := too_few(len(clean)):
        return NotEnough(problem)
    names = contract.names("numeric", "flag", "target")
    return Correlations(correlations_of(clean, names, MIN_ROWS), contract.target, len(clean))


@or_reason
def correlation_heatmap(found: Correlations, max_columns: int = _MAX_COLUMNS) -> Figure:
    """Return the correlation matrix as a heatmap; blue is negative, vermilion is positive.

    Of more than `max_columns`, besides the target, those are drawn that move with it most.
    """
    every, matrix = len(found.matrix), found.closest(max_columns)
    title = f"Pearson correlation, {found.customers:,} customers"
    if len(matrix) < every:
        title = f"{max_columns} of {every - 1} columns, closest to the target"
    return new_figure(
        [_cells(matrix)],
        title,
        xaxis={"showgrid": False, "autotickangles": [0, 45, 90]},
        yaxis={"showgrid": False, "autorange": "reversed", "dtick": 1},
        **_height(len(matrix)),
    )


def _height(names: int) -> dict[str, int]:
    # a few fill the page, whatever its height
    return {"height": names * _ROW_PIXELS + _LABEL_PIXELS} if names > _MAX_WITH_TEXT else {}


def _cells(matrix: pd.DataFrame) -> dict[str, Any]:
    names = [label(str(name)) for name in matrix.columns]
    rows = [nullable(row) for _, row in matrix.iterrows()]
    return {
        "type": "heatmap",
        "x": names,
        "y": names,
        "z": rows,
        "zmin": -1,
        "zmax": 1,
        "zmid": 0,
        "text": [[decimals(value) for value in row] for row in rows],
        "texttemplate": "%{text}" if len(names) <= _MAX_WITH_TEXT else "",
        "hovertemplate": "%{y} and %{x}: %{text}<extra></extra>",
        "hoverongaps": True,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickvals": [-1, 0, 1]},
    }
