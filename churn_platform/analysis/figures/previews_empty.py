"""The small picture that stands where a figure has not enough data."""

from matplotlib.axes import Axes

from churn_platform.analysis.figures.canvas import draw_svg
from churn_platform.analysis.figures.drawing import NOT_ENOUGH
from churn_platform.analysis.figures.palette import LIGHT


def empty_preview(found: str = "") -> str:
    """Return an SVG that says so, and what was found."""

    def draw(axes: Axes) -> None:
        axes.set_axis_off()
        axes.text(0.5, 0.5, NOT_ENOUGH, ha="center", size=14, color=LIGHT.quiet)
        axes.text(0.5, 0.1, found, ha="center", color=LIGHT.quiet)

    return draw_svg(120, "", draw)
