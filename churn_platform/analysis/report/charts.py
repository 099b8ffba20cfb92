"""The report's figures, each with a title and a sentence that describes it."""

import base64
from dataclasses import replace
from typing import Any, Final

from churn_platform.analysis.figures.shared.drawing import apart_from_title, plain_words
from churn_platform.analysis.report.blocks import Block, Chart, Text
from churn_platform.analysis.report.facts import Document, ReportFacts
from churn_platform.analysis.report.formatting import line

_GROUPS: Final = 5
_TOUCH: Final = {"dragmode": False}  # a swipe on a figure scrolls the page


def chart(facts: ReportFacts, key: str, title: str, sentence: str) -> list[Block]:
    """Return the figure of this asset; nothing if it is not based on this data.

    A figure without data becomes a sentence.
    """
    drawn = facts.charts.get(key)
    if drawn is None:
        return []
    if not drawn.figure["data"]:
        found = "".join(each["text"] for each in drawn.figure["layout"].get("annotations", []))
        return [Text(f"{title}: {plain_words(found)}.", quiet=True)]
    of, untitled = apart_from_title(drawn.figure)
    layout = {name: part for name, part in untitled["layout"].items() if name != "template"}
    figure = {"data": untitled["data"], "layout": layout | _TOUCH}
    picture = base64.b64encode(drawn.picture.encode()).decode()
    return [Chart(key, title, sentence, figure, picture, line(of))]


def first_groups(chart: Chart) -> Chart:
    """Return a figure of rows under bold headings, limited to the first few headings.

    All of them would be a metre high, and the first are those whose rows differ most.
    """
    layout = dict(chart.figure["layout"])
    axis = layout["yaxis"]
    named = zip(axis["tickvals"], axis["ticktext"], strict=True)
    heads = sorted(place for place, text in named if text.startswith("<b>"))
    if len(heads) <= _GROUPS:
        return chart
    bottom, end = axis["range"][0], heads[_GROUPS] - 0.5
    margin = layout["margin"]["t"] + layout["margin"]["b"]
    height = round((layout["height"] - margin) * (end + 0.5) / (bottom + 0.5)) + margin
    # a second axis shows its ticks next to the first
    shorter = {
        name: {**part, "range": [end, -0.5]}
        for name, part in layout.items()
        if name.startswith("yaxis")
    }
    figure = {"data": chart.figure["data"], "layout": {**layout, **shorter, "height": height}}
    return replace(chart, figure=figure)


def first_panel(figure: Document) -> tuple[str, list[tuple[str, list[Any]]]]:
    """Return the heading of a figure's first panel, and name and heights of each line in it."""
    named = [each for each in figure["data"] if each.get("name") and each.get("showlegend", True)]
    own = [each for each in named if each.get("yaxis") == named[0].get("yaxis")]
    headings = [each["text"] for each in figure["layout"].get("annotations", [])]
    lines = [(plain_words(str(each["name"])), each["y"]) for each in own]
    return plain_words(headings[0]) if headings else "", lines


def counted_bars(figure: Document) -> list[tuple[str, int, int]]:
    """Return each bar's name as plain text, its churned customers and all its customers."""
    bars = next((trace for trace in figure["data"] if trace["type"] == "bar"), None)
    rows = [] if bars is None else bars["customdata"]
    return [(plain_words(str(row[0])), int(row[1]), int(row[2])) for row in rows]
