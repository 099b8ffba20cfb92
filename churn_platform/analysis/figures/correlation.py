"""How strongly the numbers, the flags and the target move together."""

import pandas as pd

from churn_platform.analysis.figures.drawing import (
    Figure,
    new_figure,
    not_enough_data,
    nullable,
    too_few,
)
from churn_platform.analysis.figures.words import decimals, label
from churn_platform.analysis.schema import Schema


def correlations(clean: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return Pearson's correlation of each pair of columns, (n_columns, n_columns), -1 to 1.

    Numerics, flags and target, in the schema's order. A constant column has none: NaN.
    """
    columns = clean[schema.names("numeric", "flag", "target")]
    constant = columns.nunique() < 2
    matrix = columns.corr()
    matrix.loc[constant, :] = float("nan")
    matrix.loc[:, constant] = float("nan")
    return matrix


def correlation_heatmap(clean: pd.DataFrame, schema: Schema) -> Figure:
    """Return the correlation matrix as a heatmap; blue is negative, vermilion is positive."""
    if problem := too_few(clean):
        return not_enough_data(problem)
    matrix = correlations(clean, schema)
    names = [label(str(name)) for name in matrix.columns]
    rows = [nullable(row) for _, row in matrix.iterrows()]
    heatmap = {
        "type": "heatmap",
        "x": names,
        "y": names,
        "z": rows,
        "zmin": -1,
        "zmax": 1,
        "zmid": 0,
        "text": [[decimals(value) for value in row] for row in rows],
        "texttemplate": "%{text}",
        "hovertemplate": "%{y} and %{x}: %{text}<extra></extra>",
        "hoverongaps": True,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickvals": [-1, 0, 1]},
    }
    return new_figure(
        [heatmap],
        f"Pearson correlation, {len(clean):,} customers",
        xaxis={"showgrid": False, "autotickangles": [0, 45, 90]},
        yaxis={"showgrid": False, "autorange": "reversed"},
    )
