import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.campaign import best_point, campaign_profit, gain_curve
from churn_platform_tests.analysis.figures.evaluations import a_decile, compact, details, nothing


@pytest.fixture
def figure() -> Figure:
    return Figure(campaign_profit(details(), compact()))


def test_the_best_point_is_the_largest_profit_of_the_fewest_contacts() -> None:
    curve = [[0.0, 0.0], [0.5, 9.0], [0.75, 9.0], [1.0, -2.0]]
    assert best_point(curve) == [0.5, 9.0]
    assert best_point([[0.0, 0.0], [1.0, -1.0]]) == [0.0, 0.0]  # contact nobody


def test_the_gain_starts_at_nobody_and_counts_customers_of_uneven_deciles() -> None:
    deciles = [a_decile(1, 3, 0.6), a_decile(2, 2, 1.0)]
    assert gain_curve(deciles) == [[0.0, 0.0], [0.6, 0.6], [1.0, 1.0]]


def test_without_a_churned_customer_there_is_no_gain() -> None:
    assert gain_curve([a_decile(1, 3, None)]) == []


def test_the_profit_of_each_model_is_a_line_with_a_star_at_its_best(figure: Figure) -> None:
    linear, trees, best_linear, best_trees = figure.data[:4]
    assert (linear.x, linear.y) == ((0, 0.25, 1), (0, 10.5, -2))
    assert (best_linear.x, best_linear.y) == ((0.25,), (10.5,))
    assert (best_trees.x, best_trees.y) == ((0.5,), (9,))
    assert best_trees.marker.symbol == "star"
    assert trees.line.color == best_trees.marker.color


def test_the_gain_stands_below_with_the_line_of_chance(figure: Figure) -> None:
    linear, trees = figure.data[4:]
    assert (linear.yaxis, linear.x, linear.y) == ("y2", (0, 0.6, 1), (0, 0.6, 1))
    assert trees.y == (0, 0.5, 1)
    (chance,) = figure.layout.shapes
    assert (chance.yref, chance.x1, chance.y1) == ("y2", 1, 1)


def test_the_legend_names_each_models_best(figure: Figure) -> None:
    shown = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert shown == ["Logistic regression: 10.50 at 25.0%", "Gradient boosting: 9.00 at 50.0%"]
    assert figure.layout.title.text == "1,234 held-out customers (stars: most profit in hindsight)"


def test_the_terms_of_the_campaign_stand_in_the_figure(figure: Figure) -> None:
    (terms,) = figure.layout.annotations
    assert terms.text == (  # 6 of 6 + 14 accept
        "Kept customer worth 1,200,<br>offer 12.5, contact 1,<br>30% of would-be churners accept"
    )


def test_amounts_stand_with_their_unit_which_is_plain_text() -> None:
    dollars = Figure(campaign_profit(details(), compact(), "$"))
    assert dollars.data[0].name == "Logistic regression: $10.50 at 25.0%"
    assert dollars.data[0].hovertemplate.startswith("$%{y:,.2f} per customer")
    assert dollars.layout.yaxis.title.text == "Profit per customer ($)"
    assert dollars.layout.annotations[0].text.startswith(
        "Kept customer worth $1,200,<br>offer $12.5"
    )
    odd = Figure(campaign_profit(details(), compact(), "<b>EUR"))
    assert odd.data[0].name == "Logistic regression: 10.50 &lt;b&gt;EUR at 25.0%"
    assert odd.layout.yaxis.title.text == "Profit per customer (&lt;b&gt;EUR)"


def test_without_a_curve_the_figure_says_so() -> None:
    text = Figure(campaign_profit(nothing(), compact())).to_json()
    assert "Not enough data" in text and "found no profit curve of 2 models" in text
    assert "of 0 models" in Figure(campaign_profit({"models": {}}, compact())).to_json()
