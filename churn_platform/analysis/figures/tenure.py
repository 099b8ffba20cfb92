"""Retained and churned customers along the contract's time axis."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.display import label, literal, percent, shown, titled
from churn_platform.analysis.figures.shared.bins import bin_width, bins_of
from churn_platform.analysis.figures.shared.drawing import (
    MARGIN,
    Figure,
    NotEnough,
    new_figure,
    nullable,
    or_reason,
    too_few,
)
from churn_platform.analysis.figures.shared.palette import CHURNED, STAYED
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.statistics.churned import CHURNED_COUNT, CUSTOMERS, VALUE, churned_by
from churn_platform.analysis.statistics.counts import counts_of
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract


@dataclass(frozen=True)
class Tenure:
    """Customers by bin of the time axis: first, last, width, stayed, churned, rate.

    `counts` are (n_bins, 6), without a gap, at most 25 bins, in the axis' unit. Of whole numbers
    `first` and `last` are both in the bin; of fractions `last` is where the next one starts. The
    rate, 0 to 1, of an empty bin is NaN.
    """

    axis: Column
    counts: pd.DataFrame

    @property
    def churned(self) -> int:
        """How many left."""
        return int(self.counts["churned"].sum())

    @property
    def customers(self) -> int:
        """How many have a known time."""
        return int(self.counts["stayed"].sum()) + self.churned

    @property
    def middles(self) -> list[float]:
        """Where the bins' bars stand on the time axis, (n_bins,)."""
        return ((self.counts["first"] + self.counts["last"]) / 2).tolist()


def tenure(clean: Rows, contract: Contract) -> Tenure | NotEnough:
    """Return the clean customers along the time axis."""
    if contract.time_axis is None:
        return NotEnough("The contract names no time axis")
    if problem := too_few(counts_of(clean, contract.time_axis).known):
        return NotEnough(problem)
    axis = contract[contract.time_axis]
    return Tenure(axis, _counts(clean, axis, contract.target))


def _counts(clean: Rows, axis: Column, target: str) -> pd.DataFrame:
    found = churned_by(clean, [axis.name], target)[axis.name].dropna(subset=[VALUE])
    values = found[VALUE].to_numpy(dtype="float64")
    is_whole = bool((values == np.floor(values)).all())
    width = bin_width(values, axis.unit, is_whole)
    bins = bins_of(values, width)
    places = (bins - bins.min()).astype("int64")
    customers, left = (
        np.bincount(places, weights=found[name]).astype("int64")
        for name in (CUSTOMERS, CHURNED_COUNT)
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


@or_reason
def tenure_histogram(found: Tenure) -> Figure:
    """Return stacked counts of stayed and churned by time, with the churn rate as a line."""
    churned, customers = found.churned, found.customers
    return new_figure(
        [_bars(found, "stayed", STAYED), _bars(found, "churned", CHURNED), _line(found)],
        f"{customers:,} customers, {churned:,} churned ({percent(churned / customers)})",
        margin={**MARGIN, "t": 76},  # the legend stands over the bars
        barmode="stack",
        hovermode="x unified",
        xaxis={"title": {"text": literal(titled(found.axis))}, "showgrid": False},
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


def _spans(found: Tenure) -> list[str]:
    axis, counts = found.axis, found.counts
    what = literal(shown(axis.unit) if axis.unit else label(axis.name).lower())
    ends = (
        (f"{a:.10g}", f"{b:.10g}") for a, b in zip(counts["first"], counts["last"], strict=True)
    )
    return [f"{what} {first}" + (f"–{last}" if last != first else "") for first, last in ends]


def _bars(found: Tenure, side: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": side.capitalize(),
        "x": found.middles,
        "y": found.counts[side].tolist(),
        "width": float(found.counts["width"].iloc[0]) * 0.92,
        "marker": {"color": colour},
        "hovertemplate": "%{y:,}",
    }


def _line(found: Tenure) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "Churn rate",
        "mode": "lines+markers",
        "x": found.middles,
        "y": nullable(found.counts["rate"]),
        "yaxis": "y2",
        "customdata": _spans(found),
        "hovertemplate": "%{y:.1%} in %{customdata}",
    }
