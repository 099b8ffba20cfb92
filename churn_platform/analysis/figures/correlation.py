"""Correlations of numbers, flags and the target."""

from typing import Any

import pandas as pd

from churn_platform.analysis.display import decimals, label
from churn_platform.analysis.figures.shared.drawing import (
    MIN_ROWS,
    Figure,
    new_figure,
    not_enough_data,
    nullable,
    too_few,
)
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.statistics.moments import correlations_of
from churn_platform.config.contracts.contract import Contract

_MAX_COLUMNS = 30  # besides the target: the cells grow with the square
_MAX_WITH_TEXT = 16  # names; more cells than that are too narrow for their numbers
_ROW_PIXELS = 24
_LABEL_PIXELS = 190  # title and names below


def correlations(clean: Rows, contract: Contract) -> pd.DataFrame:
    """Return Pearson's correlation of each pair of columns, (n_columns, n_columns), -1 to 1.

    Numerics, flags and target, in the contract's order. It is NaN for a column that is constant or
    empty, and for two that are known together for too few customers.
    """
    names = contract.names("numeric", "flag", "target")
    return correlations_of(clean, names, MIN_ROWS)


def correlation_problem(clean: Rows, contract: Contract) -> str:
    """Return why no correlations can be drawn, or "" if they can."""
    count = len(contract.names("numeric", "flag"))
    if count < 2:
        return f"The contract names {count} numeric or flag columns, expected at least 2"
    return too_few(len(clean))


def closest_to(target: str, matrix: pd.DataFrame, maximum: int) -> pd.DataFrame:
    """Return the correlations of the target and the `maximum` columns most correlated with it.

    Shape (n, n) with n at most `maximum` + 1, in the order of `matrix`.
    """
    strength = matrix[target].drop(target).abs()
    ordered = strength.sort_values(ascending=False, kind="stable", na_position="last")
    kept = {target, *ordered.index[:maximum]}
    names = [name for name in matrix.columns if name in kept]
    return matrix.loc[names, names]


def correlation_heatmap(clean: Rows, contract: Contract) -> Figure:
    """Return the correlation matrix as a heatmap; blue is negative, vermilion is positive."""
    if problem := correlation_problem(clean, contract):
        return not_enough_data(problem)
    every = correlations(clean, contract)
    matrix = closest_to(contract.target, every, _MAX_COLUMNS)
    title = f"Pearson correlation, {len(clean):,} customers"
    if len(matrix) < len(every):
        title = f"{_MAX_COLUMNS} of {len(every) - 1} columns, closest to the target"
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
