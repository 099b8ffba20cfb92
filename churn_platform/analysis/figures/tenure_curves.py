"""Survival curves along the contract's time axis."""

import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.display import escaped, label, literal, percent, shown, titled
from churn_platform.analysis.figures.shared.drawing import (
    Figure,
    NotEnough,
    new_figure,
    nullable,
    or_reason,
)
from churn_platform.analysis.figures.tenure import Tenure, tenure
from churn_platform.analysis.rows import Rows
from churn_platform.analysis.survival.panels import Panel, panels, thinned
from churn_platform.config.contracts.contract import Contract

# Okabe and Ito's, one for each curve of a panel; the two of stayed and churned are not next to
# each other, so that nobody takes curves for these.
_COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
_MAX_POINTS = 100
_FEW, _SHADE_OF_FEW, _SHADE_OF_MANY = 3, 0.16, 0.08  # many bands lie on one another
_TITLE_PIXELS, _HEADING_PIXELS, _PANEL_PIXELS, _AXIS_PIXELS = 44, 26, 250, 48
# of a legend on a narrow screen: its width, and what its lines, lines' keys and letters take
_NARROW, _LINE_PIXELS, _KEY_PIXELS, _LETTER_PIXELS = 260, 20, 40, 7


@dataclass(frozen=True)
class TenureCurves:
    """Survival curves of one or two segment columns, and the customers along the time axis."""

    panels: list[Panel]
    tenure: Tenure


def survival(clean: Rows, contract: Contract) -> TenureCurves | NotEnough:
    """Return the curves of clean customers; the estimate is that of `survival_curve`."""
    found = tenure(clean, contract)
    return found if isinstance(found, NotEnough) else TenureCurves(panels(clean, contract), found)


@or_reason
def tenure_curves(found: TenureCurves, max_points: int = _MAX_POINTS) -> Figure:
    """Return survival curves with 95% intervals, one panel for each of up to two segment columns.

    The estimate is that of Kaplan and Meier: see `survival_curve`. Each curve has at most
    `max_points` steps.
    """
    customers, churned = found.tenure.customers, found.tenure.churned
    return new_figure(
        [
            trace
            for place, panel in enumerate(found.panels)
            for trace in _traces(panel, place, max_points)
        ],
        f"{customers:,} customers, {percent(churned / customers)} churned; groups as of today",
        hovermode="x unified",
        **_layout(found.panels, literal(titled(found.tenure.axis))),
    )


def _layout(drawn: list[Panel], time_title: str) -> dict[str, Any]:
    """Place the panels below one another, each under its heading and over its legend."""
    below = [_AXIS_PIXELS + _legend_pixels(panel) for panel in drawn]
    inner = sum(below[:-1]) + len(drawn) * (_HEADING_PIXELS + _PANEL_PIXELS) - _HEADING_PIXELS
    margin = {"l": 8, "r": 16, "t": _TITLE_PIXELS + _HEADING_PIXELS, "b": below[-1]}
    layout: dict[str, Any] = {
        "height": inner + margin["t"] + margin["b"],
        "margin": margin,
        "annotations": [],
    }
    top = inner
    for place, panel in enumerate(drawn):
        ends = (top - _PANEL_PIXELS) / inner, top / inner
        layout |= _axes(_number(place), ends, _AXIS_PIXELS / inner, time_title)
        layout["annotations"].append(_heading(_name(panel), ends[1]))
        top -= _PANEL_PIXELS + below[place] + _HEADING_PIXELS
    return layout


def _name(panel: Panel) -> str:
    """Return a panel's name in words, with how many of the segments are drawn if not all."""
    if panel.column is None:
        return "All customers"
    rest = (
        f", {len(panel.curves)} of {panel.segments}" if len(panel.curves) < panel.segments else ""
    )
    return label(panel.column) + rest


def _number(place: int) -> str:
    """Return what plotly puts behind the names of a panel's axes and legend."""
    return "" if place == 0 else str(place + 1)


def _axes(
    number: str, ends: tuple[float, float], axis_height: float, time_title: str
) -> dict[str, Any]:
    bottom, top = (round(end, 4) for end in ends)
    return {
        f"xaxis{number}": {
            "title": {"text": time_title},
            "anchor": f"y{number}",
            "showgrid": False,
            "rangemode": "tozero",
        },
        f"yaxis{number}": {
            "title": {"text": "Still customers, 95% interval"},
            "domain": [bottom, top],
            "tickformat": ".0%",
            "range": [0, 1.02],
        },
        f"legend{number}": {
            "orientation": "h",
            "x": 0,
            "y": round(bottom - axis_height, 4),
            "yanchor": "top",
            "traceorder": "normal",
        },
    }


def _heading(text: str, top: float) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": round(top, 4)}
    anchors = {"xanchor": "left", "yanchor": "bottom", "showarrow": False}
    return {**place, **anchors, "text": f"<b>{escaped(text)}</b>", "font": {"size": 14}}


def _legend_pixels(panel: Panel) -> int:
    """Return the height of a panel's legend where it is highest: on a narrow screen."""
    longest = max(len(shown(name)) for name in panel.curves)
    in_a_row = max(_NARROW // (_KEY_PIXELS + _LETTER_PIXELS * longest), 1)
    return _LINE_PIXELS * (1 + math.ceil(len(panel.curves) / in_a_row))


def _traces(panel: Panel, place: int, max_points: int) -> list[dict[str, Any]]:
    number = _number(place)
    bands: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    shade = _SHADE_OF_FEW if len(panel.curves) <= _FEW else _SHADE_OF_MANY
    for (name, curve), colour in zip(panel.curves.items(), _COLOURS, strict=False):
        points = thinned(curve, max_points)
        where = {
            "type": "scatter",
            "mode": "lines",
            "x": points["time"].tolist(),
            "xaxis": f"x{number}",
            "yaxis": f"y{number}",
            "legendgroup": f"{place} {name}",  # a click hides a curve with its band
        }
        bands += _band(where, points, colour, shade)
        lines.append(where | _line(name, points, colour, f"legend{number}"))
    return bands + lines


def _band(
    where: dict[str, Any], points: pd.DataFrame, colour: str, shade: float
) -> list[dict[str, Any]]:
    edge = {"line": {"width": 0, "shape": "hv"}, "showlegend": False, "hoverinfo": "skip"}
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},{shade})"}
    return [
        where | edge | {"y": nullable(points["low"])},
        where | edge | fill | {"y": nullable(points["high"])},
    ]


def _line(name: str, points: pd.DataFrame, colour: str, legend: str) -> dict[str, Any]:
    return {
        "name": escaped(name),
        "legend": legend,
        "line": {"color": colour, "width": 2, "shape": "hv"},
        "y": nullable(points["survival"]),
        "customdata": points["at_risk"].tolist(),
        "hovertemplate": "%{y:.1%} stay longer, %{customdata:,} seen that long",
    }
