"""Previews of how long customers stay, and which segments churn most."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from churn_platform.analysis.display import percent, shown, titled
from churn_platform.analysis.figures.previews.canvas import draw_nothing, draw_svg, room_for
from churn_platform.analysis.figures.segments import FADED, SegmentRates, cut, segment_labels
from churn_platform.analysis.figures.shared.drawing import or_reason
from churn_platform.analysis.figures.shared.palette import CHURNED, LIGHT
from churn_platform.analysis.figures.tenure_curves import CURVE_COLOURS, TenureCurves, heading
from churn_platform.analysis.survival.panels import Panel, thinned

_MAX_POINTS = 24  # joined by straight lines: steps would take twice the room
_GAP = 0.12  # between two panels, of a panel's width
_HEAD = 1.06  # where the lines over a panel start: its own height is 1
_LINE = 0.09  # height of a heading's or a legend's line
_LEGEND_SIGNS = 14
_MAX_TICKS = 4


@or_reason(draw_nothing)
def tenure_curves_preview(found: TenureCurves) -> str:
    """Return the survival curves of one or two segment columns, side by side, as SVG."""
    drawn, title = found.panels, titled(found.tenure.axis)
    lines = 1 + max(_lines(panel) for panel in drawn)

    def draw(axes: Axes) -> None:
        # both panels in one pair of axes, the second one moved: axes are what takes the time
        ends = [max(float(c["time"].iloc[-1]) for c in panel.curves.values()) for panel in drawn]
        width = max(ends) or 1.0
        steps = MaxNLocator(_MAX_TICKS).tick_values(0, width)
        ticks = [float(tick) for tick in steps if 0 <= tick <= width]
        places = [place * width * (1 + _GAP) for place in range(len(drawn))]
        for start, panel in zip(places, drawn, strict=True):
            _draw_panel(axes, panel, start, width)
        axes.set_xticks(
            [start + tick for start in places for tick in ticks],
            [f"{tick:g}" for tick in ticks] * len(places),
        )
        axes.set_yticks([place / 5 for place in range(6)])
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set_xlim(0, places[-1] + width)
        axes.set_ylim(0, _HEAD + _LINE * lines)
        axes.spines["left"].set_bounds(0, 1)
        axes.set_xlabel(title)
        axes.set_ylabel("Still customers, 95% interval")

    height = round(78 + 205 * (_HEAD + _LINE * lines))
    return draw_svg(height, "How long customers stay", draw, bottom=44)


@or_reason(draw_nothing)
def segment_churn_preview(found: SegmentRates) -> str:
    """Return the churn rate of at most 24 segments as SVG, the highest first."""
    table, note = found.drawn, found.faded
    names = segment_labels(table)

    def draw(axes: Axes) -> None:
        for small, rows in table.groupby("small"):
            _draw_dots(axes, rows, FADED if small else 1)
        maximum = float(table["high"].max())
        for row, rate in enumerate(table["churn_rate"]):
            axes.text(maximum * 1.13, row, percent(rate), va="center", ha="right")
        axes.axvline(found.overall, color=LIGHT.quiet, linestyle=":", zorder=0)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(0, maximum * 1.13)
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))

    title = f"Churn rate of {found.counted}{note and '; ' + note}"
    return draw_svg(58 + 18 * len(names), title, draw, left=room_for(names))


def _lines(panel: Panel) -> int:
    return (len(panel.curves) + 1) // 2  # of two names each


def _draw_panel(axes: Axes, panel: Panel, start: float, width: float) -> None:
    """Draw the curves between heights 0 and 1, and over them the heading and the legend."""
    top = _HEAD + _LINE * _lines(panel)
    axes.text(start, top, shown(heading(panel)), fontweight="bold")
    for place, (name, curve) in enumerate(panel.curves.items()):
        colour, points = CURVE_COLOURS[place], thinned(curve, _MAX_POINTS)
        times = points["time"] + start
        axes.plot(times, points["survival"], color=colour)
        axes.fill_between(times, points["low"], points["high"], color=colour, alpha=0.15, lw=0)
        left, line = start + (place % 2) * width / 2, top - _LINE * (1 + place // 2)
        axes.plot([left, left + 0.06 * width], [line + 0.025] * 2, color=colour)
        axes.text(left + 0.08 * width, line, cut(name, _LEGEND_SIGNS))


def _draw_dots(axes: Axes, rows: pd.DataFrame, alpha: float) -> None:
    rate, low, high = (rows[name].to_numpy() for name in ("churn_rate", "low", "high"))
    axes.errorbar(
        rate,
        rows.index.to_numpy(),
        xerr=[rate - low, high - rate],
        fmt="o",
        color=CHURNED,
        ecolor=LIGHT.ink,
        elinewidth=1,
        ms=5,
        alpha=alpha,
    )
