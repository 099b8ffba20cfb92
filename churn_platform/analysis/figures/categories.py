"""The churn rate of each value of each category and flag."""

from typing import Any

import pandas as pd

from churn_platform.analysis.display import escaped, label, percent
from churn_platform.analysis.figures.rates import CategoryRates
from churn_platform.analysis.figures.shared.drawing import (
    Figure,
    new_figure,
    not_enough_data,
    nullable,
    or_reason,
    whiskers,
)
from churn_platform.analysis.figures.shared.palette import CHURNED

_ROW_PIXELS = 23
_MARGIN = {"l": 8, "r": 8, "t": 84, "b": 8}


@or_reason(not_enough_data)
def churn_by_category(found: CategoryRates) -> Figure:
    """Return bars of the churn rate under a heading for each column, on one axis.

    Whiskers are 95% Wilson intervals, the dotted line is the overall rate.
    """
    rates, overall = found.rates, found.overall
    rows, headings = place_rows(rates)
    line = {"type": "line", "x0": overall, "x1": overall, "y0": 0, "y1": 1, "yref": "paper"}
    lines = len(rows) + len(headings)
    return new_figure(
        [_bars(rates, rows), _whiskers(rates, rows)],
        f"{found.customers:,} customers, {percent(overall)} churned (dotted line)",
        height=lines * _ROW_PIXELS + _MARGIN["t"] + _MARGIN["b"],
        margin=_MARGIN,
        bargap=0.25,
        showlegend=False,
        shapes=[line],
        xaxis={
            "side": "top",
            "rangemode": "tozero",
            "tickformat": ".0%",
            "tickangle": 0,
            "nticks": 4,
            "title": {"text": "Churn rate, with 95% Wilson interval"},
        },
        **_row_axes(rates, rows, headings),
    )


def place_rows(rates: pd.DataFrame) -> "tuple[list[int], pd.Series[int]]":
    """Return the line of each row, and that of each column's heading, from 0 at the top."""
    number = (rates["column"] != rates["column"].shift()).cumsum()
    rows = pd.Series(range(len(rates)), index=rates.index) + number
    return rows.tolist(), rows.groupby(rates["column"], sort=False).min() - 1


def _row_axes(
    rates: pd.DataFrame, rows: list[int], headings: "pd.Series[int]"
) -> dict[str, dict[str, Any]]:
    names = [f"<b>{escaped(label(str(column)))}</b>" for column in headings.index]
    pairs = zip(rates["rate"], rates["customers"], strict=True)
    bottom = len(rows) + len(headings) - 0.5
    axis = {
        "range": [bottom, -0.5],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12},
    }
    # by place and not by name: two long values may look alike
    left = {"tickvals": [*headings, *rows], "ticktext": names + [*map(escaped, rates["value"])]}
    right = {"tickvals": rows, "ticktext": [f"{percent(rate)} of {n:,}" for rate, n in pairs]}
    return {
        "yaxis": {**axis, **left},
        "yaxis2": {**axis, **right, "overlaying": "y", "side": "right"},
    }


def _bars(rates: pd.DataFrame, rows: list[int]) -> dict[str, Any]:
    facts = rates[["column", "value", "churned", "customers", "low", "high"]]
    return {
        "type": "bar",
        "orientation": "h",
        "x": nullable(rates["rate"]),
        "y": rows,
        "marker": {"color": CHURNED},
        "customdata": [
            [
                f"{escaped(label(column))}: {escaped(value)}",
                churned,
                customers,
                f"{low:.1%}",
                f"{high:.1%}",
            ]
            for column, value, churned, customers, low, high in facts.itertuples(index=False)
        ],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{x:.1%} churned: %{customdata[1]:,} of"
        " %{customdata[2]:,}<br>95% interval %{customdata[3]} to %{customdata[4]}<extra></extra>",
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
