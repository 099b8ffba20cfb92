"""How many customers stay and leave along the time axis: the first numeric column."""

import math

import numpy as np
import pandas as pd

from churn_platform.analysis.figures.drawing import (
    MARGIN,
    Figure,
    new_figure,
    not_enough_data,
    nullable,
    too_few,
)
from churn_platform.analysis.figures.palette import CHURNED, STAYED
from churn_platform.analysis.figures.words import label, percent
from churn_platform.analysis.schema import Schema

_MOST_BINS = 25
_WIDTHS = (1, 2, 3, 6, 12, 24, 60, 120)


def time_axis(schema: Schema) -> str:
    """Return the name of the column that counts a customer's months."""
    return schema.names("numeric")[0]


def tenure_counts(clean: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return customers by bin of whole months: first and last month, stayed, churned, rate.

    Shape (n_bins, 5), without a gap, at most 25 bins. The rate, 0 to 1, of an empty bin is NaN.
    """
    known = clean.dropna(subset=[time_axis(schema)])
    months = np.floor(known[time_axis(schema)].to_numpy(dtype="float64")).astype("int64")
    churned = known[schema.target].to_numpy(dtype="int64")
    width = _bin_width(months)
    bins = months // width
    first = bins.min()
    customers, left = np.bincount(bins - first), np.bincount(bins - first, weights=churned)
    start = (np.arange(len(customers)) + first) * width
    counts = pd.DataFrame(
        {
            "first": start,
            "last": start + width - 1,
            "stayed": customers - left.astype("int64"),
            "churned": left.astype("int64"),
        }
    )
    counts["rate"] = counts["churned"] / pd.Series(customers).where(customers > 0)
    return counts


def tenure_histogram(clean: pd.DataFrame, schema: Schema) -> Figure:
    """Return stacked counts of stayed and churned by months, with the churn rate as a line."""
    name = time_axis(schema)
    if problem := too_few(clean.dropna(subset=[name])):
        return not_enough_data(problem)
    counts = tenure_counts(clean, schema)
    churned, customers = counts["churned"].sum(), counts[["stayed", "churned"]].sum().sum()
    return new_figure(
        [_bars(counts, "stayed", STAYED), _bars(counts, "churned", CHURNED), _line(counts)],
        f"{customers:,} customers, {churned:,} churned ({percent(churned / customers)})",
        margin={**MARGIN, "t": 76},  # the legend stands over the bars
        barmode="stack",
        hovermode="x unified",
        xaxis={"title": {"text": f"{label(name)} (months)"}, "showgrid": False},
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


def _bin_width(months: np.ndarray) -> int:
    first, last = int(months.min()), int(months.max())
    fits = (w for w in _WIDTHS if last // w - first // w < _MOST_BINS)
    return next(fits, math.ceil((last - first + 1) / (_MOST_BINS - 1)))


def _middles(counts: pd.DataFrame) -> list[float]:
    return ((counts["first"] + counts["last"]) / 2).tolist()


def _months(counts: pd.DataFrame) -> list[str]:
    pairs = zip(counts["first"], counts["last"], strict=True)
    return [f"{first}" if first == last else f"{first}–{last}" for first, last in pairs]


def _bars(counts: pd.DataFrame, side: str, colour: str) -> dict[str, object]:
    return {
        "type": "bar",
        "name": side.capitalize(),
        "x": _middles(counts),
        "y": counts[side].tolist(),
        "width": float(counts["last"].iloc[0] - counts["first"].iloc[0] + 1) * 0.92,
        "marker": {"color": colour},
        "hovertemplate": "%{y:,}",
    }


def _line(counts: pd.DataFrame) -> dict[str, object]:
    return {
        "type": "scatter",
        "name": "Churn rate",
        "mode": "lines+markers",
        "x": _middles(counts),
        "y": nullable(counts["rate"]),
        "yaxis": "y2",
        "customdata": _months(counts),
        "hovertemplate": "%{y:.1%} in months %{customdata}",
    }
