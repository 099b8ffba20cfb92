"""Previews of the evaluation's figures."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from churn_platform.analysis.figures.campaign import (
    best_point,
    best_words,
    campaign_problem,
    campaign_title,
    gain_curve,
    profit_title,
    terms_lines,
)
from churn_platform.analysis.figures.previews.canvas import draw_nothing, draw_svg
from churn_platform.analysis.figures.reliability import (
    calibration_error,
    filled_bins,
    reliability_problem,
    reliability_title,
)
from churn_platform.analysis.figures.shared.pair import looks_of
from churn_platform.analysis.figures.shared.palette import LIGHT

_GAP = 0.14  # of the width, between two plots: the right one's labels stand there
_LINE = 0.065  # of a plot's height, from one line of text to the next


def reliability_preview(details: dict[str, Any], compact: dict[str, Any]) -> str:
    """Return the observed against the predicted churn rate as SVG."""
    if problem := reliability_problem(details):
        return draw_nothing(problem)

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=LIGHT.quiet, linestyle=":")
        for name, look in looks_of(details).items():
            bins = filled_bins(details, name)
            observed = [one["observed"] for one in bins]
            axes.errorbar(
                [one["predicted"] for one in bins],
                observed,
                yerr=[
                    [one["observed"] - one["observed_low"] for one in bins],
                    [one["observed_high"] - one["observed"] for one in bins],
                ],
                color=look.colour,
                marker=look.marker,
                linestyle=look.linestyle,
                markersize=4,
                elinewidth=1,
                clip_on=False,
                label=calibration_error(compact, name),
            )
        _shares(axes, "x", "Predicted probability of churning")
        _shares(axes, "y", "Observed churn rate")
        axes.legend(loc="upper left", frameon=False)

    return draw_svg(340, reliability_title(compact), draw, left=64, bottom=44)


def campaign_preview(details: dict[str, Any], compact: dict[str, Any], unit: str = "") -> str:
    """Return profit per customer, and churned customers reached, by share contacted, as SVG."""
    if problem := campaign_problem(details):
        return draw_nothing(problem)

    def draw(profit: Axes) -> None:
        gain = _beside(profit)
        for name, look in looks_of(details).items():
            model = details["models"][name]
            curve = model["profit_curve"]
            style: dict[str, Any] = {"color": look.colour, "linestyle": look.linestyle}
            profit.plot(*zip(*curve, strict=True), **style, label=best_words(name, curve, unit))
            profit.plot(*best_point(curve), color=look.colour, marker="*", markersize=11)
            if points := gain_curve(model["deciles"]):
                gain.plot(*zip(*points, strict=True), **style, marker=look.marker, markersize=3)
        gain.plot([0, 1], [0, 1], color=LIGHT.quiet, linestyle=":")
        for row, line in enumerate(reversed(terms_lines(compact["campaign"], unit))):
            gain.text(0.98, 0.04 + _LINE * row, line, ha="right")
        profit.set_ylabel(profit_title(unit))
        for axes in (profit, gain):
            _shares(axes, "x", "Share of customers contacted")
        _shares(gain, "y", "Churned customers reached")
        profit.axhline(0, color=LIGHT.grid, linewidth=0.8)
        profit.figure.legend(loc="upper right", frameon=False)

    return draw_svg(320, campaign_title(compact), draw, bottom=44)


def _beside(axes: Axes) -> Axes:
    """Halve the axes, lower them below a legend of two lines, and return the right half."""
    box = axes.get_position()
    width, height = (box.width - _GAP) / 2, box.height - 0.06
    axes.set_position((box.x0, box.y0, width, height))
    right: Axes = axes.figure.add_axes((box.x0 + width + _GAP, box.y0, width, height))
    return right


def _shares(axes: Axes, side: str, title: str) -> None:
    axis = axes.xaxis if side == "x" else axes.yaxis
    axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.set_ticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set(**{f"{side}lim": (0, 1), f"{side}label": title})
