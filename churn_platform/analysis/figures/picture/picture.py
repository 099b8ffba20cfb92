"""A figure as a static picture, for places where its interactive page does not fit.

It draws what the figures here use of plotly's JSON, so that each of them is described only once.
"""

import base64
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from churn_platform.analysis.figures.picture.axes import Box, place_axes
from churn_platform.analysis.figures.picture.svg import LETTER, WIDTH, draw_svg
from churn_platform.analysis.figures.picture.traces import Trace, draw_trace, stacked
from churn_platform.analysis.figures.shared.drawing import Figure, plain_words
from churn_platform.analysis.figures.shared.palette import LIGHT

_HEIGHT: Final = 420  # of a figure that fills its page, whatever the height of that
_NOTICE: Final = 200  # of one that only says why nothing is drawn
_KEY: Final = 40  # a legend's line or mark, and the gaps around it
_POINTS: Final = 0.65  # of a text in matplotlib, to its size in plotly's pixels
_NAN: Final = float("nan")


def picture(figure: Figure) -> str:
    """Return a figure as an SVG that is 420 pixels wide; the same figure gives the same text."""
    layout, traces = figure["layout"], figure["data"]
    if layout.get("barmode") == "stack":
        traces = stacked(traces)
    if not layout.get("showlegend", True):
        traces = [{**trace, "showlegend": False} for trace in traces]
    box = Box.of(figure, layout.get("height", _HEIGHT) if traces else _NOTICE)

    def draw(canvas: Canvas) -> None:
        axes = place_axes(canvas, layout, box)
        for before, trace in zip([None, *traces], traces, strict=False):
            draw_trace(axes[trace.get("yaxis", "y")], trace, before)
        _draw_shapes(axes, layout.get("shapes", []))
        for note in layout.get("annotations", []):
            _write(axes, note, box)
        _add_legends(axes, traces, box)
        canvas.text(10 / WIDTH, 1 - 20 / box.height, plain_words(layout["title"]["text"]), size=10)
        for key, one in axes.items():
            if (
                layout[f"yaxis{key[1:]}"].get("autorange") == "reversed"
                and not one.yaxis_inverted()
            ):
                one.invert_yaxis()

    return draw_svg(box.height, draw)


def as_markdown(svg: str, alt: str) -> str:
    """Return the picture as one Markdown image that carries its own data."""
    plain = " ".join(alt.translate(str.maketrans("", "", "[]()\\`<>!")).split())
    return f"![{plain}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _draw_shapes(axes: dict[str, Axes], shapes: list[dict[str, Any]]) -> None:
    for yref in dict.fromkeys(shape.get("yref", "y") for shape in shapes):
        one = axes.get(yref, axes["y"])
        ends: dict[str, list[float]] = {"x": [], "y": []}
        for shape in shapes:
            if shape.get("yref", "y") == yref:
                for side, found in ends.items():
                    found += [shape[f"{side}0"], shape[f"{side}1"], _NAN]
        transform = one.get_xaxis_transform() if yref == "paper" else one.transData
        style: dict[str, Any] = {"color": LIGHT.quiet, "linestyle": ":", "zorder": 0}
        one.plot(*ends.values(), **style, transform=transform, scalex=False, scaley=False)


def _write(axes: dict[str, Axes], note: dict[str, Any], box: Box) -> None:
    """Write the lines of an annotation, each with its own weight and size."""
    font, lines = note.get("font", {}), note["text"].split("<br>")
    place, units = box.place(note)
    above = {"top": 0, "bottom": len(lines) - 1}.get(note.get("yanchor", ""), (len(lines) - 1) / 2)
    for row, words in enumerate(lines):
        size = _POINTS * font.get("size", 13)
        axes[note.get("yref", "y").partition(" ")[0].replace("paper", "y")].annotate(
            plain_words(words).replace(" ", "\u00a0"),
            place,
            xycoords=units,
            textcoords="offset points",
            xytext=(0, 1.4 * size * (above - row)),
            ha=note.get("xanchor", "center"),
            va=note.get("yanchor", "center"),
            size=0.6 * size if words.startswith("<sup>") else size,
            weight="bold" if words.startswith("<b>") else "normal",
            family="monospace" if "mono" in font.get("family", "") else None,
            annotation_clip=False,
        )


def _add_legends(axes: dict[str, Axes], traces: list[Trace], box: Box) -> None:
    """Add a legend over the plot, or, where the figure has several, one below each panel."""
    below = any("legend" in trace for trace in traces)
    panels = [[one] for one in axes.values()] if below else [list(axes.values())]
    for panel in panels:
        found = [one.get_legend_handles_labels() for one in panel]
        handles = [handle for some, _ in found for handle in some]
        names = [str(name) for _, some in found for name in some]
        if not names:
            continue
        entry = _KEY + LETTER * max(map(len, names))
        panel[0].legend(
            handles,
            names,
            loc="upper left" if below else "lower left",
            bbox_to_anchor=(0, -40 / box.pixels(panel[0]) if below else 1),
            ncols=max(int(box.width // entry), 1),
            borderaxespad=0,
        )
