import base64

from churn_platform.analysis.figures.shared.drawing import not_enough_data
from churn_platform.analysis.report.blocks import Chart, Text
from churn_platform.analysis.report.charts import chart, counted_bars, first_groups, first_panel
from churn_platform.analysis.report.facts import Drawn
from churn_platform_tests.analysis.report.made import SVG, categories, curves, facts, figure


def test_a_chart_has_the_figure_without_its_theme_and_the_picture() -> None:
    (made,) = chart(facts(), "segment_churn", "Title", "It shows.")
    assert isinstance(made, Chart)
    assert base64.b64decode(made.picture).decode() == SVG
    assert made.figure["layout"] == {"height": 300, "dragmode": False}
    assert made.height == 300


def test_a_figure_of_other_data_is_not_shown() -> None:
    assert chart(facts(charts={}), "segment_churn", "Title", "It shows.") == []


def test_a_figure_without_data_is_said_in_words() -> None:
    nothing = Drawn(not_enough_data("found 2 customers, expected at least 3"), SVG)
    (made,) = chart(facts(charts={"segment_churn": nothing}), "segment_churn", "Rates", "")
    said = "Rates: Not enough data found 2 customers, expected at least 3."
    assert made == Text(said, quiet=True)


def test_rows_under_many_headings_are_cut_after_the_fifth() -> None:
    places = list(range(14))
    texts = [f"<b>{place}</b>" if place % 2 == 0 else str(place) for place in places]
    axis = {"tickvals": places, "ticktext": texts, "range": [13.5, -0.5]}
    bars = {"type": "bar", "x": [0.1], "customdata": [["a", 1, 10]]}
    layout = {"yaxis": axis, "yaxis2": {"range": [13.5, -0.5]}, "margin": {"t": 80, "b": 10}}
    tall = figure(bars, **layout, height=14 * 20 + 90)
    (whole,) = chart(facts(charts={"x": tall}), "x", "Title", "It shows.")
    assert isinstance(whole, Chart)
    cut = first_groups(whole).figure["layout"]
    # five headings with a row each: ten lines of 20 pixels
    assert cut["yaxis"]["range"] == cut["yaxis2"]["range"] == [9.5, -0.5]
    assert cut["height"] == 10 * 20 + 90


def test_few_headings_are_shown_as_they_are() -> None:
    (whole,) = chart(facts(charts={"x": categories()}), "x", "Title", "It shows.")
    assert isinstance(whole, Chart)
    assert first_groups(whole) is whole


def test_the_lines_of_the_first_panel_are_named_as_plain_text() -> None:
    drawn = curves().figure
    drawn["data"][0]["name"] = "R&amp;D &lt;1"
    assert first_panel(drawn) == ("Contract", [("R&D <1", [1.0, 0.5676])])
    assert first_panel({"data": [], "layout": {}}) == ("", [])


def test_bars_are_called_and_counted_as_a_hover_says() -> None:
    drawn = categories().figure
    drawn["data"][0]["customdata"][0][0] = "Contract: R&amp;D"
    assert counted_bars(drawn) == [("Contract: R&D", 166, 1473), ("Contract: Two year", 48, 1695)]
    assert counted_bars(curves().figure) == []
