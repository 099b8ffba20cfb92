"""The traces of a figure, as plotly describes them, drawn by matplotlib."""

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from churn_platform.analysis.figures.shared.drawing import plain_words
from churn_platform.analysis.figures.shared.palette import LIGHT, diverging

Trace = dict[str, Any]
_MARKERS: Final = {"circle": "o", "diamond": "D", "star": "*"}
_DASHES: Final = {"dash": "--"}
_SIZE: Final = 0.55  # of a marker in points, to its size in plotly's pixels


def draw_trace(axes: Axes, trace: Trace, before: Trace | None) -> None:
    """Draw one trace; `before` is the one before it, up to which a band is filled.

    Points are joined by straight lines also where plotly draws steps, which take twice the room.
    """
    if trace["type"] == "heatmap":
        _draw_cells(axes, trace)
    elif trace["type"] == "bar":
        _draw_bars(axes, trace)
    elif before and "fillcolor" in trace:
        red, green, blue, alpha = map(float, trace["fillcolor"][5:-1].split(","))
        colour = (red / 255, green / 255, blue / 255)
        edges = _numbers(before["y"]), _numbers(trace["y"])
        axes.fill_between(trace["x"], *edges, color=colour, alpha=alpha, lw=0, clip_on=False)
    elif trace.get("line", {}).get("width") != 0:
        _draw_line(axes, trace)


def stacked(traces: list[Trace]) -> list[Trace]:
    """Return traces of which each one's bars start where those of the one before it end."""
    base: Any = 0
    placed = []
    for trace in traces:
        placed.append({**trace, "base": base} if trace["type"] == "bar" else trace)
        base = base + _numbers(trace["y"]) if trace["type"] == "bar" else base
    return placed


def _draw_bars(axes: Axes, trace: Trace) -> None:
    is_flat = trace.get("orientation") == "h"
    values, places = (trace[side] for side in ("xy" if is_flat else "yx"))
    width, base = trace["width"], trace.get("base", 0)
    middles = _numbers(places) + trace.get("offset", -width / 2) + width / 2
    # clipping would double the size of the picture, so that longer bars are cut here
    lengths = np.minimum(_numbers(values), axes.get_xlim()[1]) if is_flat else _numbers(values)
    style: dict[str, Any] = {"clip_on": False, "label": _label(trace)}
    style["color"] = trace["marker"]["color"]
    if is_flat:
        axes.barh(middles, lengths, width, base, **style)
    else:
        axes.bar(middles, lengths, width, base, **style)
    for value, place, words in zip(values, places, trace.get("text", []), strict=False):
        axes.text(value, place, f" {words}", va="center")


def _draw_line(axes: Axes, trace: Trace) -> None:
    look, marker = trace.get("line", {}), trace.get("marker", {})
    colour = marker.get("color", look.get("color", LIGHT.ink))
    has = {part: part in trace["mode"] for part in ("lines", "markers")}
    axes.errorbar(
        _numbers(trace["x"]),
        _numbers(trace["y"]),
        xerr=_errors(trace, "error_x"),
        yerr=_errors(trace, "error_y"),
        color=colour,
        ecolor=trace.get("error_y", {}).get("color", LIGHT.ink),
        elinewidth=1,
        linestyle=_DASHES.get(look.get("dash"), "-") if has["lines"] else "",
        marker=_MARKERS[marker.get("symbol", "circle")] if has["markers"] else "",
        markersize=_SIZE * marker.get("size", 6),
        alpha=trace.get("opacity"),
        clip_on=False,
        label=_label(trace),
    )


def _label(trace: Trace) -> str | None:
    """Return the name of a trace that the legend has, as matplotlib expects it."""
    return plain_words(trace["name"]) if "name" in trace and trace.get("showlegend", True) else None


def _errors(trace: Trace, side: str) -> Any:
    error = trace.get(side)
    return error and [_numbers(error["arrayminus"]), _numbers(error["array"])]


def _draw_cells(axes: Axes, trace: Trace) -> None:
    """Draw the cells below the diagonal: the matrix is symmetric."""
    names = trace["x"]
    rows, columns = np.tril_indices(len(names), -1)
    values = np.array(trace["z"], dtype=float)[rows, columns]
    scale = LinearSegmentedColormap.from_list("churn", diverging(LIGHT))
    colours = scale((np.nan_to_num(values) + 1) / 2)
    axes.barh(rows, np.ones(len(rows)), 1, columns - 0.5, color=colours, clip_on=False)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        axes.text(column, row, trace["text"][row][column], ha="center", va="center")
    axes.set_yticks(range(1, len(names)), names[1:])
    axes.set_xticks(range(len(names) - 1), names[:-1], rotation=30, ha="right")
    axes.set(xlim=(-0.5, len(names) - 1.5), ylim=(len(names) - 0.5, 0.5))


def _numbers(values: list[float | None]) -> "np.ndarray[Any, Any]":
    return np.array(values, dtype=float)  # None becomes NaN, which is not drawn
