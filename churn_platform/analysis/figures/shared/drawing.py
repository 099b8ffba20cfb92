"""Common parts of all plotly figures: style, and the message without enough data."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import pandas as pd

from churn_platform.analysis.display import literal
from churn_platform.analysis.figures.shared.palette import LIGHT, template

# Plotly's own JSON: {"data": [...], "layout": {...}}. plotly.py's graph objects would only check
# it, at 0.25 s and 12 MB a run; the tests put every figure through them instead.
Figure = dict[str, Any]
Facts = TypeVar("Facts")
Options = ParamSpec("Options")

MIN_ROWS = 3
MARGIN = {"l": 8, "r": 16, "t": 48, "b": 40}
_TITLE_PIXELS: Final = 28  # of the upper margin
_TAGS: Final = ("<br>", "<b>", "</b>", "<sup>", "</sup>")


def new_figure(traces: list[dict[str, Any]], title: str, **layout: Any) -> Figure:
    """Return a figure in the shared look; `title` is one short line about the data drawn."""
    look = {"template": template(LIGHT), "margin": MARGIN, "title": {"text": title}}
    return {"data": traces, "layout": {**look, **layout}}


def apart_from_title(figure: Figure) -> tuple[str, Figure]:
    """Return the title as plain text, and the figure without it, which is lower by its line.

    Plotly draws a title as one line and cuts it where the window ends; a page breaks the text.
    """
    layout = dict(figure["layout"])
    title = plain_words(layout.pop("title", {}).get("text", ""))
    if title:
        layout["margin"] = {**layout["margin"], "t": layout["margin"]["t"] - _TITLE_PIXELS}
        if "height" in layout:
            layout["height"] -= _TITLE_PIXELS
    return title, {**figure, "layout": layout}


def plain_words(text: str) -> str:
    """Return a text of plotly, which reads tags, as one line of plain text."""
    for tag in _TAGS:
        text = text.replace(tag, " ")
    return html.unescape(" ".join(filter(None, text.split(" "))))  # hard spaces stay


def not_enough_data(found: str) -> Figure:
    """Return a figure without axes that says so, and what was found."""
    hidden = {"visible": False, "range": [0, 1]}
    text = {
        "text": f"Not enough data<br><sup>{literal(found)}</sup>",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "font": {"size": 22},
    }
    return new_figure([], "", xaxis=hidden, yaxis=hidden, annotations=[text])


@dataclass(frozen=True)
class NotEnough:
    """In place of the facts of a chart that cannot be drawn, with what was found instead."""

    found: str


def or_reason(
    draw: Callable[Concatenate[Facts, Options], Figure],
) -> Callable[Concatenate[Facts | NotEnough, Options], Figure]:
    """Decorate what draws facts, so that it draws the reason where there are none."""

    @wraps(draw)
    def drawn(
        facts: Facts | NotEnough, /, *args: Options.args, **options: Options.kwargs
    ) -> Figure:
        if isinstance(facts, NotEnough):
            return not_enough_data(facts.found)
        return draw(facts, *args, **options)

    return drawn


def too_few(customers: int) -> str:
    """Return how many customers were found and expected, or "" if they are enough to draw."""
    if customers >= MIN_ROWS:
        return ""
    return f"found {customers} customers, expected at least {MIN_ROWS}"


def nullable(values: pd.Series) -> list[float | None]:
    """Return rounded numbers with None for what is undefined, as JSON can hold it."""
    return [None if pd.isna(value) else round(float(value), 4) for value in values]


def whiskers(rate: pd.Series, low: pd.Series, high: pd.Series) -> dict[str, Any]:
    """Return plotly's error bars of rates with their intervals, each (n,)."""
    return {
        "type": "data",
        "symmetric": False,
        "array": nullable(high - rate),
        "arrayminus": nullable(rate - low),
        "thickness": 1.2,
        "width": 3,
    }
