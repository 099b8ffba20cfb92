"""Reliability: do 30 of 100 customers with a predicted 30% churn?"""

from typing import Any

from churn_platform.analysis.display import label, percent
from churn_platform.analysis.figures.shared.drawing import Figure, new_figure, not_enough_data
from churn_platform.analysis.figures.shared.pair import (
    ROOM,
    SHARES,
    Look,
    held_out,
    line_of,
    looks_of,
    shared_axis,
)

Bin = dict[str, Any]
_HEIGHT = 620
_BARS = 0.085  # of a bin, which is a tenth


def reliability_curve(details: dict[str, Any], compact: dict[str, Any]) -> Figure:
    """Return the observed against the predicted churn rate, above the customers in each bin.

    One point for each tenth of the probability that holds customers, at their mean prediction;
    whiskers are 95% Wilson intervals. On the dotted diagonal a prediction is right on average.

    Args:
        details: `reliability` by model, as the evaluation writes it.
        compact: `test_rows`, and `ece` by model; both of the same evaluation.
    """
    looks = looks_of(details)
    bins = {name: _filled_bins(details, name) for name in looks}
    if not any(bins.values()):
        return not_enough_data(
            f"found no held-out customers with a probability of {len(looks)} models"
        )
    traces = [_points(bins[name], name, look, compact) for name, look in looks.items()]
    for place, (name, look) in enumerate(looks.items()):
        width = _BARS / len(looks)
        where = {"width": width, "offset": round(place * width - _BARS / 2, 4)}
        traces.append(_counts(bins[name], name, look) | where)
    diagonal = {"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1, "layer": "below"}
    return new_figure(
        traces,
        f"{held_out(compact)} (dotted: exact)",
        height=_HEIGHT,
        margin=ROOM,
        legend={"y": 1.02},  # clear of the label of 100%
        shapes=[diagonal],
        xaxis=shared_axis("Predicted probability of churning"),
        yaxis={**SHARES, "domain": [0.28, 1], "title": {"text": "Observed churn rate"}},
        yaxis2={"domain": [0, 0.2], "title": {"text": "Customers"}, "nticks": 4},
    )


def error_words(compact: dict[str, Any], name: str) -> str:
    """Return a model's name with its calibration error, and that of calibrated probabilities."""
    model = compact["models"][name]
    error, chance = model.get("ece"), model.get("calibration", {}).get("ece_if_calibrated")
    if error is None:
        return label(name)
    shown = f"mean gap {percent(error)}"
    if chance is not None:
        shown += f"; by chance {percent(chance['low'])} to {percent(chance['high'])}"
    return f"{label(name)}<br>({shown})"  # plotly breaks no line itself


def _filled_bins(details: dict[str, Any], name: str) -> list[Bin]:
    """Return one model's non-empty bins, by ascending probability."""
    return [one for one in details["models"][name]["reliability"] if one["customers"]]


def _points(bins: list[Bin], name: str, look: Look, compact: dict[str, Any]) -> dict[str, Any]:
    observed = [one["observed"] for one in bins]
    return {
        **line_of(name, look),
        "name": error_words(compact, name),
        "mode": "lines+markers",
        "cliponaxis": False,
        "x": [round(one["predicted"], 4) for one in bins],
        "y": [round(share, 4) for share in observed],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [round(one["observed_high"] - one["observed"], 4) for one in bins],
            "arrayminus": [round(one["observed"] - one["observed_low"], 4) for one in bins],
            "color": look.colour,
            "thickness": 1.2,
            "width": 3,
        },
        "customdata": [
            [one["customers"], percent(one["observed_low"]), percent(one["observed_high"])]
            for one in bins
        ],
        "hovertemplate": "predicted %{x:.1%}, left %{y:.1%} of %{customdata[0]:,}"
        "<br>95% interval %{customdata[1]} to %{customdata[2]}",
    }


def _counts(bins: list[Bin], name: str, look: Look) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": label(name),
        "legendgroup": name,
        "showlegend": False,
        "yaxis": "y2",
        "marker": {"color": look.colour},
        "x": [round((one["low"] + one["high"]) / 2, 4) for one in bins],
        "y": [one["customers"] for one in bins],
        "customdata": [[f"{one['low']:.0%}", f"{one['high']:.0%}"] for one in bins],
        "hovertemplate": "%{y:,} customers from %{customdata[0]} to %{customdata[1]}",
    }
