import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.reliability import error_words, reliability_curve
from churn_platform_tests.analysis.figures.evaluations import compact, details, nothing


@pytest.fixture
def figure() -> Figure:
    return Figure(reliability_curve(details(), compact()))


def test_each_filled_bin_is_a_point_of_predicted_and_observed(figure: Figure) -> None:
    linear, trees = figure.data[:2]
    assert (linear.x, linear.y) == ((0.15, 0.75), (0.2, 0.7))
    assert (trees.x, trees.y) == ((0.45,), (0.5,))
    assert linear.mode == "lines+markers"


def test_whiskers_are_the_interval_of_the_observed_share(figure: Figure) -> None:
    whiskers = figure.data[0].error_y
    assert (whiskers.array, whiskers.arrayminus) == ((0.1, 0.1), (0.1, 0.1))
    assert figure.data[0].customdata[0] == [12, "10.0%", "30.0%"]


def test_the_customers_of_each_bin_are_bars_below(figure: Figure) -> None:
    bars = figure.data[2]
    assert (bars.type, bars.yaxis) == ("bar", "y2")
    assert bars.x == pytest.approx((0.15, 0.75)) and bars.y == (12, 8)
    assert bars.customdata[0] == ["10%", "20%"]
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]


def test_the_legend_has_each_model_once_with_its_error_if_it_has_one(figure: Figure) -> None:
    shown = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert shown == ["Logistic regression<br>(mean gap 1.7%)", "Gradient boosting"]


def test_the_error_stands_beside_that_of_calibrated_probabilities() -> None:
    chance = {"mean": 0.018, "low": 0.0099, "high": 0.0281}
    model = {"ece": 0.0174, "calibration": {"ece_if_calibrated": chance}}
    assert error_words({"models": {"one": model}}, "one") == (
        "One<br>(mean gap 1.7%; by chance 1.0% to 2.8%)"
    )


def test_the_diagonal_is_where_predictions_are_right(figure: Figure) -> None:
    (line,) = figure.layout.shapes
    assert (line.x0, line.y0, line.x1, line.y1) == (0, 0, 1, 1)
    assert figure.layout.title.text == "1,234 held-out customers (dotted: exact)"


def test_without_customers_the_figure_says_so() -> None:
    text = Figure(reliability_curve(nothing(), compact())).to_json()
    assert "Not enough data" in text and "no held-out customers" in text
