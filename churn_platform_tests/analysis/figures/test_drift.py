from typing import Any

import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.drift import drift_figure
from churn_platform.analysis.figures.drift_lines import drift_lines
from churn_platform.analysis.figures.shared.pages import figure_json
from churn_platform_tests.analysis.figures.drifts import EMPTY, HOSTILE, MANY, REPORT, entry, report


def drawn(of: dict[str, Any] = REPORT) -> Any:
    return Figure(drift_figure(of))


def test_the_scores_are_first_and_the_features_follow_in_the_reports_order() -> None:
    figure = drawn()
    names = ["Scores", "<b>Internet service</b>", "<b>Contract</b>", "Tenure", "Region"]
    assert list(figure.layout.yaxis.ticktext) == names
    assert list(figure.data[0].x) == [0.02, 1.3, 0.14, 0, 0]
    # what has drifted takes a row more for its change
    assert list(figure.data[0].y) == [0.5, 1.5, 3.5, 5.5, 6.5]
    assert list(figure.layout.yaxis.range) == [7, 0]


def test_the_index_and_the_verdict_are_written_beside_the_bars() -> None:
    right = drawn().layout.yaxis2
    assert list(right.ticktext) == [
        "0.02 none",
        "1.30 large",
        "0.14 moderate",
        "0.00 none",
        "not comparable",
    ]
    assert right.tickvals == drawn().data[0].y


def test_each_verdict_has_its_colour() -> None:
    none, large, moderate, _, unknown = drawn().data[0].marker.color
    assert len({none, moderate, large}) == 3
    assert unknown == none


def test_what_has_changed_stands_below_what_has_drifted_only() -> None:
    notes = {note.text: note.y for note in drawn().layout.annotations}
    assert notes == {"Fiber optic 44% -&gt; 72.3%": 2.4, "Month-to-month 55% -&gt; 73.1%": 4.4}


def test_the_limits_are_lines_beside_every_bar_and_named_on_the_axis() -> None:
    figure = drawn()
    spans = [(line.x0, line.y0, line.y1) for line in figure.layout.shapes]
    assert spans == [(at, y, y + 1) for at in (0.1, 0.25) for y in (0, 1, 3, 5, 6)]
    assert list(figure.layout.xaxis.ticktext) == ["0", "0.1", "0.25", "0.5"]
    assert list(figure.layout.xaxis.range) == [0, 0.5]
    assert "moderate from 0.1, large from 0.25" in figure.layout.xaxis.title.text


def test_the_title_counts_what_has_drifted() -> None:
    assert drawn().layout.title.text == "2 of 4 features drifted; drift of scores: none"


def test_the_hover_has_change_index_and_chance_or_the_reason() -> None:
    _, internet, *_, region = drawn().data[0].customdata
    assert list(internet) == [
        "Internet service",
        "1.30 large",
        "Fiber optic 44% -&gt; 72.3%<br>PSI 1.310 over 3 bins, by chance up to 0.050",
    ]
    assert list(region) == ["Region", "not comparable", "the reference has no such feature"]


def test_of_many_features_25_are_drawn_and_the_others_counted() -> None:
    figure = drawn(MANY)
    assert list(figure.layout.yaxis.ticktext) == ["Scores", *(f"Column {n}" for n in range(25))]
    assert "15 features that drifted less are not shown" in figure.layout.xaxis.title.text


def test_drifted_scores_have_their_change_below() -> None:
    figure = drawn(report(score=entry("score", 0.3, "large", "mean 0.300 -> 0.500")))
    assert figure.layout.yaxis.ticktext == ("<b>Scores</b>",)
    assert [note.text for note in figure.layout.annotations] == ["mean 0.300 -&gt; 0.500"]


def test_no_tag_of_the_data_reaches_plotly_and_the_numbers_are_kept() -> None:
    figure = drift_figure(HOSTILE)
    text = figure_json(figure)
    assert "<a" not in text and "\u202e" not in text and "\\u202e" not in text
    assert "1% -&gt; 20%" in text


def test_a_report_without_anything_comparable_says_why() -> None:
    text = figure_json(drift_figure(EMPTY))
    assert "Not enough data" in text
    assert "Nothing is comparable: the batch has no rows" in text


@pytest.mark.parametrize("of", [REPORT, MANY, HOSTILE], ids=["usual", "many", "hostile"])
def test_the_figure_is_as_high_as_its_rows(of: dict[str, Any]) -> None:
    rows = drift_lines(of)[-1].bottom
    assert drawn(of).layout.height == 120 + 22 * rows
