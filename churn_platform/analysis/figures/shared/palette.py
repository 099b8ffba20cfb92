"""Colours and fonts of every figure, in light and in dark."""

from dataclasses import dataclass
from typing import Any, Final

# Okabe and Ito's blue and vermilion: told apart with any kind of colour vision.
STAYED: Final = "#0072B2"
CHURNED: Final = "#D55E00"
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

MONOSPACE: Final = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


@dataclass(frozen=True)
class Theme:
    """Colours that change between light and dark: text, quiet text, grid lines, background."""

    ink: str
    quiet: str
    grid: str
    ground: str


LIGHT: Final = Theme(ink="#1f2328", quiet="#59636e", grid="#e3e7eb", ground="#ffffff")
DARK: Final = Theme(ink="#e6edf3", quiet="#9aa5b1", grid="#30363d", ground="#14171c")


def diverging(theme: Theme) -> list[tuple[float, str]]:
    """Return the colour scale of a value from -1 to 1: blue, background at 0, vermilion."""
    return [(0.0, STAYED), (0.5, theme.ground), (1.0, CHURNED)]


def template(theme: Theme) -> dict[str, Any]:
    """Return the plotly template that carries every colour but those of stayed and churned."""
    axis = {
        "gridcolor": theme.grid,
        "linecolor": theme.grid,
        "zerolinecolor": theme.grid,
        "automargin": True,
        "ticks": "",
        "title": {"standoff": 8, "font": {"size": 13}},
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": 13, "color": theme.ink},
            "paper_bgcolor": theme.ground,
            "plot_bgcolor": theme.ground,
            "xaxis": axis,
            "yaxis": axis,
            "title": {
                "x": 0,
                "y": 1,
                "yanchor": "top",
                "pad": {"l": 8, "t": 8},
                "font": {"size": 14},
            },
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "traceorder": "normal"},
            "hoverlabel": {"bgcolor": theme.ground, "font": {"color": theme.ink}},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.grid, "activecolor": theme.ink},
            "shapedefaults": {"line": {"color": theme.quiet, "dash": "dot", "width": 1.5}},
            "annotationdefaults": {"showarrow": False},
        },
        "data": {
            "heatmap": [{"colorscale": diverging(theme)}],
            "scatter": [
                {color: {"color": theme.ink} for color in ("line", "marker", "error_x")},
            ],
        },
    }
