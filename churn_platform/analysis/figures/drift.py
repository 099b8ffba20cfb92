"""The drift of a batch's features and scores from the reference."""

import html
from typing import Any, Final

from churn_platform.analysis.figures.drift_lines import (
    MAX_FEATURES,
    Line,
    drift_axis,
    drift_lines,
    drift_problem,
    drift_scale,
    drift_title,
    plain_line,
)
from churn_platform.analysis.figures.shared.drawing import Figure, new_figure, not_enough_data
from churn_platform.analysis.monitoring.drift import NOT_COMPARABLE

_ROW_PIXELS: Final = 22
_MARGIN: Final = {"l": 8, "r": 8, "t": 112, "b": 8}


def drift_figure(report: dict[str, Any]) -> Figure:
    """Return bars of the corrected stability index, the scores first, then at most 25 features.

    Dotted lines are the limits. Index and verdict are next to each bar; for drifted ones the change
    is below it.

    Args:
        report: as `monitoring.drift.drift_of` returns it.
    """
    if problem := drift_problem(report):
        return not_enough_data(problem)
    lines, scale = drift_lines(report), drift_scale(report)
    hidden = len(report["features"]) - MAX_FEATURES
    more = f"<br>{hidden} features that drifted less are not shown" if hidden > 0 else ""
    return new_figure(
        [_bars(lines, report), _corner()],
        drift_title(report),
        height=round(lines[-1].bottom * _ROW_PIXELS) + _MARGIN["t"] + _MARGIN["b"],
        margin=_MARGIN,
        showlegend=False,
        # a piece for each bar, so that no line runs through a shift
        shapes=[_limit(at, line) for at in scale[1:3] for line in lines],
        annotations=[_shift(line) for line in lines if line.shift],
        xaxis={
            "side": "top",
            "range": [0, scale[-1]],
            "tickvals": scale,
            "ticktext": [f"{at:g}" for at in scale],
            "tickangle": 0,
            "showgrid": False,
            "fixedrange": True,
            "title": {"text": f"Corrected PSI<br>{drift_axis(report)}{more}"},
        },
        **_row_axes(lines),
    )


def _row_axes(lines: list[Line]) -> dict[str, dict[str, Any]]:
    axis = {
        "range": [lines[-1].bottom, 0],
        "tickvals": [line.place for line in lines],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12},
    }
    right = {"ticktext": [line.said for line in lines], "overlaying": "y", "side": "right"}
    return {"yaxis": {**axis, "ticktext": list(map(_name, lines))}, "yaxis2": {**axis, **right}}


def _name(line: Line) -> str:
    name = html.escape(line.name, quote=False)
    return f"<b>{name}</b>" if line.shift else name


def _limit(at: float, line: Line) -> dict[str, Any]:
    ends = {"y0": line.place - 0.5, "y1": line.place + 0.5}
    return {"type": "line", "x0": at, "x1": at, **ends, "layer": "below"}


def _shift(line: Line) -> dict[str, Any]:
    text = html.escape(line.shift, quote=False)
    below = {"x": 0, "xanchor": "left", "y": line.place + 0.9}
    return {"text": text, "font": {"size": 12}, **below}


def _bars(lines: list[Line], report: dict[str, Any]) -> dict[str, Any]:
    entries = [report["score"], *report["features"]]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(line.value or 0, 4) for line in lines],
        "y": [line.place for line in lines],
        "width": 0.7,
        "marker": {"color": [line.colour for line in lines]},
        "customdata": [
            [html.escape(line.name, quote=False), line.said, _hover(entry)]
            for line, entry in zip(lines, entries, strict=False)
        ],
        "hovertemplate": "<b>%{customdata[0]}</b>: %{customdata[1]}<br>%{customdata[2]}"
        "<extra></extra>",
    }


def _corner() -> dict[str, Any]:
    # plotly draws the right axis only where a trace is on it
    return {"type": "scatter", "x": [None], "y": [None], "yaxis": "y2", "hoverinfo": "skip"}


def _hover(entry: dict[str, Any]) -> str:
    if entry["verdict"] == NOT_COMPARABLE:
        return html.escape(plain_line(entry["reason"], longest=100), quote=False)
    return (
        f"{html.escape(plain_line(entry['shift'], longest=100), quote=False)}<br>"
        f"PSI {entry['psi']:.3f} over {entry['bins']} bins,"
        f" by chance up to {entry['psi_chance']:.3f}"
    )
