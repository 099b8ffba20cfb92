"""The style of each model in figures."""

from typing import Any, Final, NamedTuple

from churn_platform.analysis.display import label
from churn_platform.analysis.figures.shared.drawing import MARGIN


class Look(NamedTuple):
    """A colour, and plotly's names of a marker and of a dash."""

    colour: str
    symbol: str
    dash: str


# Okabe and Ito's green and purple: blue and vermilion already mean stayed and churned. Marks and
# dashes tell the models apart without any colour.
_LOOKS: Final = (
    Look("#009E73", "circle", "solid"),
    Look("#CC79A7", "diamond", "dash"),
)
SHARES: Final = {"range": [0, 1], "tickformat": ".0%", "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1]}
"""An axis of shares."""
ROOM: Final = {**MARGIN, "t": 84, "r": 32}
"""Margins of two plots one above the other: the legend over them, the last share right of them."""


def looks_of(details: dict[str, Any]) -> dict[str, Look]:
    """Return the look of each model of a details document, in its order."""
    names = list(details["models"])
    return {name: _LOOKS[place % len(_LOOKS)] for place, name in enumerate(names)}


def line_of(name: str, look: Look) -> dict[str, Any]:
    """Return what plotly's traces of one model share, the legend's entry among it."""
    return {
        "type": "scatter",
        "name": label(name),
        "legendgroup": name,
        "line": {"color": look.colour, "dash": look.dash, "width": 2},
        "marker": {"color": look.colour, "symbol": look.symbol},
    }


def shared_axis(title: str) -> dict[str, Any]:
    """Return the axis of shares below the lower of two plots."""
    return {**SHARES, "title": {"text": title}, "anchor": "y2", "ticklabelstandoff": 6}


def held_out(compact: dict[str, Any]) -> str:
    """Return how many customers the figure is of."""
    return f"{compact['test_rows']:,} held-out customers"
