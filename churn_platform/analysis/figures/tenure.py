"""Retained and churned customers along the contract's time axis."""

import html
from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.display import label, percent, shown, titled
from churn_platform.analysis.figures.shared.bins import bin_width, bins_of
from churn_platform.analysis.figures.shared.drawing import (
    MARGIN,
    Figure,
    new_figure,
    not_enough_data,
    nullable,
    too_few,
)
from churn_platform.analysis.figures.shared.palette import CHURNED, STAYED
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.statistics.counts import counts_of
from churn_platform.analysis.statistics.leavers import CUSTOMERS, LEAVERS, VALUE, leavers_by
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract


def tenure_problem(clean: Rows, contract: Contract) -> str:
    """Return why nothing can be drawn along the time axis, or "" if it can."""
    if contract.time_axis is None:
        return "The contract names no time axis"
    return too_few(counts_of(clean, contract.time_axis).known)


def time_axis(contract: Contract) -> Column:
    """Return the column that says how long somebody has been a customer; there must be one."""
    assert contract.time_axis is not None
    return contract[contract.time_axis]


def tenure_counts(clean: Rows, contract: Contract) -> pd.DataFrame:
    """Return customers by bin of the time axis: first, last, width, stayed, churned, rate.

    Shape (n_bins, 6), without a gap, at most 25 bins, in the axis' unit. Of whole numbers `first`
    and `last` are both in the bin; of fractions `last` is where the next one starts. The rate, 0 to
    1, of an empty bin is NaN. At least one value must be known.
    """
    axis = time_axis(contract)
    found = leavers_by(clean, [axis.name], contract.target)[axis.name].dropna(subset=[VALUE])
    values = found[VALUE].to_numpy(dtype="float64")
    is_whole = bool((values == np.floor(values)).all())
    width = bin_width(values, axis.unit, is_whole)
    bins = bins_of(values, width)
    places = (bins - bins.min()).astype("int64")
    customers, left = (
        np.bincount(places, weights=found[name]).astype("int64") for name in (CUSTOMERS, LEAVERS)
    )
    first = (np.arange(len(customers)) + bins.min()) * width
    counts = pd.DataFrame(
        {
            "first": first,
            "last": first + width - is_whole,
            "width": float(width),
            "stayed": customers - left,
            "churned": left,
        }
    )
    counts["rate"] = counts["churned"] / pd.Series(customers).where(customers > 0)
    return counts


def middles(counts: pd.DataFrame) -> list[float]:
    """Return where the bins' bars stand on the time axis, (n_bins,)."""
    return ((counts["first"] + counts["last"]) / 2).tolist()


def tenure_histogram(clean: Rows, contract: Contract) -> Figure:
    """Return stacked counts of stayed and churned by time, with the churn rate as a line."""
    if problem := tenure_problem(clean, contract):
        return not_enough_data(problem)
    axis, counts = time_axis(contract), tenure_counts(clean, contract)
    churned, customers = counts["churned"].sum(), counts[["stayed", "churned"]].sum().sum()
    return new_figure(
        [_bars(counts, "stayed", STAYED), _bars(counts, "churned", CHURNED), _line(counts, axis)],
        f"{customers:,} customers, {churned:,} churned ({percent(churned / customers)})",
        margin={**MARGIN, "t": 76},  # the legend stands over the bars
        barmode="stack",
        hovermode="x unified",
        xaxis={"title": {"text": html.escape(titled(axis), quote=False)}, "showgrid": False},
        yaxis={"title": {"text": "Customers"}},
        yaxis2={
            "title": {"text": "Churn rate"},
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "tickformat": ".0%",
            "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
            "range": [0, 1.05],
        },
    )


def _spans(counts: pd.DataFrame, axis: Column) -> list[str]:
    what = html.escape(shown(axis.unit) if axis.unit else label(axis.name).lower(), quote=False)
    ends = (
        (f"{a:.10g}", f"{b:.10g}") for a, b in zip(counts["first"], counts["last"], strict=True)
    )
    return [f"{what} {first}" + (f"–{last}" if last != first else "") for first, last in ends]


def _bars(counts: pd.DataFrame, side: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": side.capitalize(),
        "x": middles(counts),
        "y": counts[side].tolist(),
        "width": float(counts["width"].iloc[0]) * 0.92,
        "marker": {"color": colour},
        "hovertemplate": "%{y:,}",
    }


def _line(counts: pd.DataFrame, axis: Column) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "Churn rate",
        "mode": "lines+markers",
        "x": middles(counts),
        "y": nullable(counts["rate"]),
        "yaxis": "y2",
        "customdata": _spans(counts, axis),
        "hovertemplate": "%{y:.1%} in %{customdata}",
    }
