"""Previews of the figures, for places where the interactive page does not fit."""

import base64

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import PercentFormatter

from churn_platform.analysis.display import decimals, label, percent, shown, titled
from churn_platform.analysis.figures.categories import place_rows
from churn_platform.analysis.figures.correlation import Correlations
from churn_platform.analysis.figures.importance import Forest
from churn_platform.analysis.figures.previews.canvas import draw_nothing, draw_svg, room_for
from churn_platform.analysis.figures.rates import CategoryRates
from churn_platform.analysis.figures.shared.drawing import or_reason
from churn_platform.analysis.figures.shared.palette import CHURNED, LIGHT, STAYED, diverging
from churn_platform.analysis.figures.tenure import Tenure

_MAX_LINES = 22
_MAX_BARS = 12
_MAX_CORRELATED = 12  # besides the target: more would be too narrow for their numbers


@or_reason(draw_nothing)
def correlation_preview(found: Correlations) -> str:
    """Return the lower half of the correlation matrix as SVG, of the most telling columns."""
    every, matrix = len(found.matrix), found.closest(_MAX_CORRELATED)
    names = [shown(label(str(name))) for name in matrix.columns]

    def draw(axes: Axes) -> None:
        rows, columns = np.tril_indices(len(names), -1)
        values = matrix.to_numpy()[rows, columns]
        scale = LinearSegmentedColormap.from_list("churn", diverging(LIGHT))
        colours = scale((np.nan_to_num(values) + 1) / 2)
        axes.barh(rows, np.ones(len(rows)), 1, columns - 0.5, color=colours, clip_on=False)
        for row, column, value in zip(
            rows.tolist(), columns.tolist(), values.tolist(), strict=True
        ):
            axes.text(column, row, decimals(value), ha="center", va="center")
        axes.set_yticks(range(1, len(names)), names[1:])
        axes.set_xticks(range(len(names) - 1), names[:-1], rotation=30, ha="right")
        axes.set_xlim(-0.5, len(names) - 1.5)
        axes.set_ylim(len(names) - 0.5, 0.5)

    cut = f", {_MAX_CORRELATED} of {every - 1} columns" if len(matrix) < every else ""
    return draw_svg(360, f"Pearson correlation{cut}", draw, left=room_for(names), bottom=72)


@or_reason(draw_nothing)
def tenure_preview(found: Tenure) -> str:
    """Return stayed and churned customers by time, and the churn rate, as SVG."""
    axis, counts = found.axis, found.counts
    stayed, churned = counts["stayed"], counts["churned"]

    def draw(axes: Axes) -> None:
        places, width = found.middles, counts["width"] * 0.9
        axes.bar(places, stayed, width, color=STAYED, label="Stayed", clip_on=False)
        axes.bar(places, churned, width, stayed, color=CHURNED, label="Churned", clip_on=False)
        axes.set_xlabel(titled(axis))
        axes.set_ylabel("Customers")
        rate = axes.twinx()
        rate.plot(places, counts["rate"], color=LIGHT.ink, marker="o", ms=3, label="Churn rate")
        rate.set_ylim(0, 1.05)
        rate.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        rate.set_ylabel("Churn rate")
        axes.figure.legend(loc="upper right", frameon=False, ncols=3)

    title = f"Customers by {shown(label(axis.name)).lower()}"
    return draw_svg(300, title, draw, right=64, bottom=44)


@or_reason(draw_nothing)
def category_preview(found: CategoryRates) -> str:
    """Return the churn rates of the most telling columns as SVG."""
    rates, overall = _first_columns(found.rates), found.overall
    rows, headings = place_rows(rates)
    names = [*(shown(label(str(column))) for column in headings.index), *map(shown, rates["value"])]

    def draw(axes: Axes) -> None:
        maximum = rates["high"].max()
        whiskers = [rates["rate"] - rates["low"], rates["high"] - rates["rate"]]
        axes.barh(rows, rates["rate"], 0.75, color=CHURNED, clip_on=False)
        axes.errorbar(
            rates["rate"], rows, xerr=whiskers, fmt="none", ecolor=LIGHT.ink, elinewidth=1
        )
        for row, rate, high in zip(rows, rates["rate"], rates["high"], strict=True):
            axes.text(high + 0.01 * maximum, row, percent(rate), va="center")
        axes.axvline(overall, color=LIGHT.quiet, linestyle=":")
        axes.set_yticks([*headings, *rows], names)
        for text in axes.get_yticklabels()[: len(headings)]:
            text.set_fontweight("bold")
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(0, maximum * 1.12)
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))

    title = f"Churn rate, {percent(overall)} overall (dotted)"
    return draw_svg(58 + 18 * len(names), title, draw, left=room_for(names))


def importance_preview(forest: Forest) -> str:
    """Return the largest importances as SVG."""
    if not forest.importances:
        return draw_nothing()
    largest = dict(list(forest.importances.items())[:_MAX_BARS])
    names = [shown(label(name)) for name in largest]

    def draw(axes: Axes) -> None:
        bars = axes.barh(
            range(len(names)), list(largest.values()), 0.75, color=STAYED, clip_on=False
        )
        axes.bar_label(bars, fmt="%.3f", padding=3)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.margins(x=0.1)

    accuracy = "" if forest.accuracy is None else f", accuracy {forest.accuracy:.3f}"
    title = f"Random forest importances{accuracy}"
    return draw_svg(58 + 20 * len(names), title, draw, left=room_for(names))


def as_markdown(svg: str, alt: str) -> str:
    """Return the picture as one markdown image that carries its own data."""
    plain = " ".join(alt.translate(str.maketrans("", "", "[]()\\`<>!")).split())
    return f"![{plain}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _first_columns(rates: pd.DataFrame) -> pd.DataFrame:
    lines = rates.groupby("column", sort=False).size() + 1
    return rates[rates["column"].isin(lines.index[lines.cumsum() <= _MAX_LINES])]
