"""The style of the static pictures: SVG drawn by matplotlib, without pyplot."""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any, Final

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from churn_platform.analysis.figures.shared.palette import LIGHT

WIDTH: Final = 560
"""Pixels that are drawn on."""
LETTER: Final = 6.4
"""Pixels of a wide letter of the usual size."""
_SHOWN_WIDTH: Final = 420  # CSS pixels: what the Dagster UI has room for in 1,500, at any hour
_PER_INCH: Final = 96
_STYLE: Final[dict[Any, Any]] = {
    "axes.axisbelow": True,
    "axes.edgecolor": LIGHT.grid,
    "axes.labelcolor": LIGHT.ink,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so the layout is the same everywhere
    "font.size": 8.5,
    "grid.color": LIGHT.grid,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "churn",
    "text.color": LIGHT.ink,
    "text.parse_math": False,  # a dollar sign in the data is literal, not math
    "xtick.color": LIGHT.ink,
    "ytick.color": LIGHT.ink,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}
_SIZE: Final = re.compile(r'width="[^"]*" height="[^"]*"')


def draw_svg(height: float, draw: Callable[[Canvas], None]) -> str:
    """Return an SVG of 560 by `height` pixels, displayed at three quarters of that size.

    The same drawing gives the same text.
    """
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        # the browser has the signs of every script, even where matplotlib's font has not
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Canvas(figsize=(WIDTH / _PER_INCH, height / _PER_INCH))
        canvas = FigureCanvasSVG(figure)
        draw(figure)
        out = io.BytesIO()
        canvas.print_svg(  # type: ignore[no-untyped-call]
            out, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    shown = f'width="{_SHOWN_WIDTH}" height="{height * _SHOWN_WIDTH / WIDTH:.0f}"'
    return _SIZE.sub(shown, _slim(out.getvalue().decode()), count=1)


def _slim(svg: str) -> str:
    """Drop what the SVG does not need: prolog, indents, ids, digits below a tenth of a pixel."""
    svg = svg[svg.index("<svg") :]
    # only in tags: between them is text of the data
    svg = re.sub(r"<[^>]*>", lambda tag: _shorten(tag[0]), svg)
    svg = re.sub(r">\n\s*<", "><", svg).replace("'DejaVu Sans'", "sans-serif")
    return re.sub(r"<g>(<path [^<]*/>)</g>", r"\1", svg)


def _shorten(tag: str) -> str:
    tag = re.sub(r"\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), tag)
    return " ".join(re.sub(r'^<g id="[^"]*"', "<g", tag).split())
