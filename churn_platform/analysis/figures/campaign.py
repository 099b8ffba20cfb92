"""A retention campaign's profit and reach, by the share of customers contacted."""

from typing import Any

from churn_platform.analysis.display import label, literal, percent, shown, with_unit
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
from churn_platform.wording import number

Point = list[float]
_HEIGHT = 640


def campaign_profit(details: dict[str, Any], compact: dict[str, Any], unit: str = "") -> Figure:
    """Return profit per customer above churned customers reached, both by share contacted.

    A star marks the largest profit of each model. Customers are contacted from the most at risk.

    Args:
        details: `profit_curve` and `deciles` by model, as the evaluation writes them.
        compact: `test_rows` and `campaign`; both of the same evaluation.
        unit: of money, as the contract gives it.
    """
    looks = looks_of(details)
    curves = {name: details["models"][name]["profit_curve"] for name in looks}
    if not looks or not all(curves.values()):
        return not_enough_data(f"found no profit curve of {len(looks)} models")
    traces = [_profit(curves[name], name, looks[name], unit) for name in looks]
    traces += [_best(curves[name], name, looks[name], unit) for name in looks]
    traces += [_gain(details["models"][name]["deciles"], name, looks[name]) for name in looks]
    at_random = {"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1, "yref": "y2"}
    return new_figure(
        traces,
        f"{held_out(compact)} (stars: most profit in hindsight)",
        height=_HEIGHT,
        margin=ROOM,
        shapes=[{**at_random, "layer": "below"}],
        annotations=[_terms(compact["campaign"], unit)],
        xaxis=shared_axis("Share of customers contacted"),
        yaxis={
            "domain": [0.54, 1],
            "title": {"text": literal(f"Profit per customer{unit and f' ({shown(unit)})'}")},
        },
        yaxis2={**SHARES, "domain": [0, 0.44], "title": {"text": "Churned customers reached"}},
    )


def best_point(curve: list[Point]) -> Point:
    """Return share and profit at the largest profit; ties go to the fewest contacts."""
    return max(curve, key=lambda point: (point[1], -point[0]))


def gain_curve(deciles: list[dict[str, Any]]) -> list[Point]:
    """Return shares of customers and of churned customers among them, from (0, 0) decile by decile.

    Empty if nobody left.
    """
    if any(one["gain"] is None for one in deciles):
        return []
    everybody, reached, points = sum(one["customers"] for one in deciles), 0, [[0.0, 0.0]]
    for one in deciles:
        reached += one["customers"]
        points.append([reached / everybody, one["gain"]])
    return points


def _best_words(name: str, curve: list[Point], unit: str) -> str:
    """Return a model's name with its best share and profit."""
    share, profit = best_point(curve)
    return f"{label(name)}: {with_unit(number(profit, 2), unit)} at {percent(share)}"


def _terms_lines(campaign: dict[str, Any], unit: str) -> list[str]:
    """Return the campaign's terms in three short lines."""
    kept = campaign["alpha"] / (campaign["alpha"] + campaign["beta"])
    worth, offer, contact = (
        with_unit(f"{campaign[name]:,g}", unit) for name in ("clv", "offer_cost", "contact_cost")
    )
    return [
        f"Kept customer worth {worth},",
        f"offer {offer}, contact {contact},",
        f"{kept:.0%} of would-be churners accept",
    ]


def _terms(campaign: dict[str, Any], unit: str) -> dict[str, Any]:
    # under the line of chance, where no model's gain comes
    return {
        "text": "<br>".join(map(literal, _terms_lines(campaign, unit))),
        "align": "right",
        "font": {"size": 12},
        "xref": "x domain",
        "x": 1,
        "xanchor": "right",
        "yref": "y2 domain",
        "y": 0.03,
        "yanchor": "bottom",
    }


def _amount(unit: str) -> str:
    """Return where plotly writes a profit into a hover."""
    return literal(with_unit("%{y:,.2f}", unit))


def _profit(curve: list[Point], name: str, look: Look, unit: str) -> dict[str, Any]:
    return {
        **line_of(name, look),
        "name": literal(_best_words(name, curve, unit)),
        "mode": "lines",
        "x": [round(share, 4) for share, _ in curve],
        "y": [round(profit, 4) for _, profit in curve],
        "hovertemplate": f"{_amount(unit)} per customer when %{{x:.1%}} are contacted",
    }


def _best(curve: list[Point], name: str, look: Look, unit: str) -> dict[str, Any]:
    share, profit = best_point(curve)
    return {
        **line_of(name, look),
        "mode": "markers",
        "showlegend": False,
        "marker": {"color": look.colour, "symbol": "star", "size": 14},
        "x": [round(share, 4)],
        "y": [round(profit, 4)],
        "hovertemplate": f"best: {_amount(unit)} per customer when %{{x:.1%}} are contacted",
    }


def _gain(deciles: list[dict[str, Any]], name: str, look: Look) -> dict[str, Any]:
    points = gain_curve(deciles)
    return {
        **line_of(name, look),
        "mode": "lines+markers",
        "cliponaxis": False,
        "showlegend": False,
        "yaxis": "y2",
        "x": [round(share, 4) for share, _ in points],
        "y": [round(gain, 4) for _, gain in points],
        "hovertemplate": "%{y:.1%} of churned customers are among the first %{x:.0%}",
    }
