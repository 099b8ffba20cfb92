"""The common style of the previews: SVG drawn by matplotlib, without pyplot."""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from churn_platform.analysis.figures.shared.drawing import NOT_ENOUGH
from churn_platform.analysis.figures.shared.palette import LIGHT

_WIDTH = 560  # pixels that are drawn on
_SHOWN_WIDTH: Final = 420  # CSS pixels: what the Dagster UI has room for in 1,500, at any hour
_PER_INCH = 96
_TOP = 34
_LETTER = 6.4  # pixels of a wide letter at the font size below
_STYLE: Final[dict[Any, Any]] = {
    "axes.edgecolor": LIGHT.grid,
    "axes.labelcolor": LIGHT.ink,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so the layout is the same everywhere
    "font.size": 8.5,
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


def draw_svg(
    height: int,
    title: str,
    draw: Callable[[Axes], None],
    *,
    left: float = 56,
    right: float = 16,
    bottom: float = 24,
) -> str:
    """Return an SVG of 560 by `height` pixels, displayed at three quarters of that size.

    The same drawing gives the same text. The margins are in pixels of the drawing: matplotlib's
    own layout engine costs more time than the drawing.
    """
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        # the browser has the signs of every script, even where matplotlib's font has not
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(_WIDTH / _PER_INCH, height / _PER_INCH))
        canvas = FigureCanvasSVG(figure)
        inner = (_WIDTH - left - right) / _WIDTH, (height - bottom - _TOP) / height
        draw(figure.add_axes((left / _WIDTH, bottom / height, *inner)))
        figure.text(10 / _WIDTH, 1 - 20 / height, title, size=10)
        out = io.BytesIO()
        canvas.print_svg(  # type: ignore[no-untyped-call]
            out, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    shown = f'width="{_SHOWN_WIDTH}" height="{height * _SHOWN_WIDTH / _WIDTH:.0f}"'
    return _SIZE.sub(shown, _slim(out.getvalue().decode()), count=1)


def draw_nothing(found: str = "") -> str:
    """Return a small SVG with the message that there is not enough data, and what was found."""

    def draw(axes: Axes) -> None:
        axes.set_axis_off()
        axes.text(0.5, 0.5, NOT_ENOUGH, ha="center", size=14, color=LIGHT.quiet)
        axes.text(0.5, 0.1, found, ha="center", color=LIGHT.quiet)

    return draw_svg(120, "", draw)


def room_for(names: list[str]) -> float:
    """Return the pixels that labels left of an axis need."""
    return 16 + _LETTER * max(map(len, names))


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
