"""The churn rate of each value of each category and flag."""

from typing import Any

import pandas as pd

from churn_platform.analysis.display import escaped, label, percent
from churn_platform.analysis.figures.rates import CategoryRates
from churn_platform.analysis.figures.shared.drawing import (
    Figure,
    new_figure,
    nullable,
    or_reason,
    whiskers,
)
from churn_platform.analysis.figures.shared.palette import CHURNED
from churn_platform.analysis.figures.shared.rows import (
    ROW_PIXELS,
    rate_hover,
    rate_layout,
    rates_of,
    row_axes,
)

_MARGIN = {"l": 8, "r": 8, "t": 84, "b": 8}


@or_reason
def churn_by_category(found: CategoryRates, max_lines: int | None = None) -> Figure:
    """Return bars of the churn rate under a heading for each column, on one axis.

    Whiskers are 95% Wilson intervals, the dotted line is the overall rate. With `max_lines`, only
    the first columns are drawn, as many as fit on so many lines.
    """
    rates, overall = found.rates, found.overall
    if max_lines is not None:
        ends = (rates.groupby("column", sort=False).size() + 1).cumsum()
        rates = rates[rates["column"].isin(ends.index[ends <= max_lines])]
    rows, headings = _place_rows(rates)
    lines = len(rows) + len(headings)
    names = [
        *((place, f"<b>{escaped(label(str(column)))}</b>") for column, place in headings.items()),
        *zip(rows, map(escaped, rates["value"]), strict=True),
    ]
    return new_figure(
        [_bars(rates, rows), _whiskers(rates, rows)],
        f"{found.customers:,} customers, {percent(overall)} churned (dotted line)",
        height=lines * ROW_PIXELS + _MARGIN["t"] + _MARGIN["b"],
        margin=_MARGIN,
        **rate_layout(overall, "Churn rate, with 95% Wilson interval", nticks=4),
        **row_axes(lines - 0.5, names, rates_of(rates, rows)),
    )


def _place_rows(rates: pd.DataFrame) -> "tuple[list[int], pd.Series[int]]":
    """Return the line of each row, and that of each column's heading, from 0 at the top."""
    number = (rates["column"] != rates["column"].shift()).cumsum()
    rows = pd.Series(range(len(rates)), index=rates.index) + number
    return rows.tolist(), rows.groupby(rates["column"], sort=False).min() - 1


def _bars(rates: pd.DataFrame, rows: list[int]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": nullable(rates["rate"]),
        "y": rows,
        "width": 0.75,
        "marker": {"color": CHURNED},
        **rate_hover(rates),
    }


def _whiskers(rates: pd.DataFrame, rows: list[int]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "marker": {"size": 1},
        "x": nullable(rates["rate"]),
        "y": rows,
        "yaxis": "y2",
        "error_x": whiskers(rates["rate"], rates["low"], rates["high"]),
        "hoverinfo": "skip",
    }
