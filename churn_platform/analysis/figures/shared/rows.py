"""Common parts of figures of rows: a name left of each, and a text right of it."""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.display import escaped, label, percent

ROW_PIXELS: Final = 23
_HOVER: Final = (
    "<b>%{customdata[0]}</b><br>%{x:.1%} churned: %{customdata[1]:,} of %{customdata[2]:,}"
    "<br>95% interval %{customdata[3]} to %{customdata[4]}<extra></extra>"
)


def row_axes(
    bottom: float,
    left: Iterable[tuple[float, str]],
    right: Iterable[tuple[float, str]],
    top: float = -0.5,
) -> dict[str, dict[str, Any]]:
    """Return the two vertical axes; both have the texts by place, since two may be equal.

    Plotly draws the right one only if a trace is on it.

    Args:
        bottom: where the axes end, counted in rows from the top.
        left: place and text of each label, in plotly's markup.
        right: the same, for the right side.
        top: where the axes start.
    """
    axis = {
        "range": [bottom, top],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12},
    }
    texts = [
        dict(zip(("tickvals", "ticktext"), map(list, zip(*side, strict=True)), strict=True))
        for side in (left, right)
    ]
    return {
        "yaxis": {**axis, **texts[0]},
        "yaxis2": {**axis, **texts[1], "overlaying": "y", "side": "right"},
    }


def rate_layout(overall: float, title: str, nticks: int) -> dict[str, Any]:
    """Return the horizontal axis of churn rates, 0 to 1, with a line at the overall rate."""
    return {
        "showlegend": False,
        "shapes": [
            {"type": "line", "x0": overall, "x1": overall, "y0": 0, "y1": 1, "yref": "paper"}
        ],
        "xaxis": {
            "side": "top",
            "rangemode": "tozero",
            "tickformat": ".0%",
            "tickangle": 0,
            "nticks": nticks,
            "title": {"text": title},
        },
    }


def rates_of(table: pd.DataFrame, places: list[int]) -> list[tuple[float, str]]:
    """Return place and text of each row's `rate` and `customers`."""
    rows = zip(places, table["rate"], table["customers"], strict=True)
    return [(place, f"{percent(rate)} of {customers:,}") for place, rate, customers in rows]


def rate_hover(table: pd.DataFrame) -> dict[str, Any]:
    """Return what plotly shows of a row: counts of customers, and the interval of their rate.

    Args:
        table: `column`, `value`, `churned`, `customers`, `low` and `high`, a row each.
    """
    facts = table[["column", "value", "churned", "customers", "low", "high"]]
    return {
        "customdata": [
            [f"{escaped(label(column))}: {escaped(value)}", *counts, percent(low), percent(high)]
            for column, value, *counts, low, high in facts.itertuples(index=False)
        ],
        "hovertemplate": _HOVER,
    }
