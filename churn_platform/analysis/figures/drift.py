"""The drift of a batch's features and scores from the reference."""

from typing import Any, Final

from churn_platform.analysis.display import literal
from churn_platform.analysis.figures.drift_lines import MAX_FEATURES, Line, drift_lines, plain_line
from churn_platform.analysis.figures.shared.drawing import Figure, new_figure, not_enough_data
from churn_platform.analysis.figures.shared.rows import row_axes
from churn_platform.analysis.monitoring.drift import NOT_COMPARABLE

_ROW_PIXELS: Final = 22
_MARGIN: Final = {"l": 8, "r": 8, "t": 112, "b": 8}


def drift_figure(report: dict[str, Any], maximum: int = MAX_FEATURES) -> Figure:
    """Return bars of the corrected stability index, the scores first, then `maximum` features.

    Dotted lines are the limits. Index and verdict are next to each bar; for drifted ones the change
    is below it. The axis ends at twice the upper limit, where longer bars are cut, so that the
    figures of two batches can be compared.

    Args:
        report: as `monitoring.drift.drift_of` returns it.
        maximum: number of the features that drifted most.
    """
    entries = [report["score"], *report["features"]]
    if all(entry["psi"] is None for entry in entries):
        return not_enough_data(f"Nothing is comparable: {entries[0]['reason']}")
    lines, hidden = drift_lines(report, maximum), len(report["features"]) - maximum
    more = f"<br>{hidden} features that drifted less are not shown" if hidden > 0 else ""
    low, high = report["limits"]["warning"], report["limits"]["alarm"]
    scale = [0.0, low, high, 2 * high]
    return new_figure(
        [_bars(lines, entries), _on_right_axis()],
        f"{len(report['drifted'])} of {len(report['features'])} features drifted;"
        f" drift of scores: {report['score']['verdict']}",
        height=round(lines[-1].bottom * _ROW_PIXELS) + _MARGIN["t"] + _MARGIN["b"],
        margin=_MARGIN,
        showlegend=False,
        # a piece for each bar, so that no line runs through a change
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
            "title": {"text": f"Corrected PSI<br>moderate from {low:g}, large from {high:g}{more}"},
        },
        **row_axes(
            lines[-1].bottom,
            [(line.place, _name(line)) for line in lines],
            [(line.place, line.said) for line in lines],
            top=0,
        ),
    )


def _name(line: Line) -> str:
    name = literal(line.name)
    return f"<b>{name}</b>" if line.shift else name


def _limit(at: float, line: Line) -> dict[str, Any]:
    ends = {"y0": line.place - 0.5, "y1": line.place + 0.5}
    return {"type": "line", "x0": at, "x1": at, **ends, "layer": "below"}


def _shift(line: Line) -> dict[str, Any]:
    text = literal(line.shift)
    below = {"x": 0, "xanchor": "left", "y": line.place + 0.9}
    return {"text": text, "font": {"size": 12}, **below}


def _bars(lines: list[Line], entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(line.value or 0, 4) for line in lines],
        "y": [line.place for line in lines],
        "width": 0.7,
        "marker": {"color": [line.colour for line in lines]},
        "customdata": [
            [literal(line.name), line.said, _hover(entry)]
            for line, entry in zip(lines, entries, strict=False)
        ],
        "hovertemplate": "<b>%{customdata[0]}</b>: %{customdata[1]}<br>%{customdata[2]}"
        "<extra></extra>",
    }


def _on_right_axis() -> dict[str, Any]:
    # plotly draws the right axis only where a trace is on it
    nothing = {"x": [None], "y": [None], "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "markers", "yaxis": "y2", **nothing}


def _hover(entry: dict[str, Any]) -> str:
    if entry["verdict"] == NOT_COMPARABLE:
        return literal(plain_line(entry["reason"], longest=100))
    return (
        f"{literal(plain_line(entry['shift'], longest=100))}<br>"
        f"PSI {entry['psi']:.3f} over {entry['bins']} bins,"
        f" by chance up to {entry['psi_chance']:.3f}"
    )
