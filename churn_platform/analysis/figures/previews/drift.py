"""Preview of a batch's drift."""

from typing import Any, Final

from matplotlib.axes import Axes

from churn_platform.analysis.figures.drift_lines import (
    drift_axis,
    drift_lines,
    drift_problem,
    drift_scale,
    drift_title,
)
from churn_platform.analysis.figures.previews.canvas import draw_nothing, draw_svg, room_for
from churn_platform.analysis.figures.shared.palette import LIGHT

_MAX_FEATURES: Final = 12


def drift_preview(report: dict[str, Any]) -> str:
    """Return bars of the corrected index of the scores and of the most drifted features as SVG.

    Args:
        report: as `monitoring.drift.drift_of` returns it.
    """
    if problem := drift_problem(report):
        return draw_nothing(problem)
    lines, scale = drift_lines(report, _MAX_FEATURES), drift_scale(report)
    names = [line.name for line in lines]

    def draw(axes: Axes) -> None:
        tops, ends = [line.place - 0.5 for line in lines], [line.place + 0.5 for line in lines]
        for limit in scale[1:3]:
            axes.vlines(
                [limit] * len(lines), tops, ends, color=LIGHT.quiet, linestyle=":", zorder=0
            )
        for line in lines:
            # cut at the end here: clipping would double the size of the picture
            value = min(line.value or 0, scale[-1])
            axes.barh(line.place, value, 0.7, color=line.colour, clip_on=False)
            axes.text(1.02 * scale[-1], line.place, line.said, va="center")
            axes.text(0.01 * scale[-1], line.place + 0.9, line.shift, va="center")
        axes.set_yticks([line.place for line in lines], names)
        axes.set_ylim(lines[-1].bottom, 0)
        axes.set_xlim(0, scale[-1])
        axes.set_xticks(scale, [f"{at:g}" for at in scale])
        axes.set_xlabel(f"Corrected PSI: {drift_axis(report)}")

    right = room_for([line.said for line in lines])
    height = 84 + round(19 * lines[-1].bottom)
    return draw_svg(height, drift_title(report), draw, left=room_for(names), right=right, bottom=44)
