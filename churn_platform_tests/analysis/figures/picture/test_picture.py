import base64
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
import pytest

from churn_platform.analysis.figures.campaign import campaign_profit
from churn_platform.analysis.figures.categories import churn_by_category
from churn_platform.analysis.figures.correlation import correlation_heatmap, correlations
from churn_platform.analysis.figures.drift import drift_figure
from churn_platform.analysis.figures.importance import Forest, feature_importance
from churn_platform.analysis.figures.picture.picture import as_markdown, picture
from churn_platform.analysis.figures.rates import rates_by_category
from churn_platform.analysis.figures.reliability import reliability_curve
from churn_platform.analysis.figures.segments import segment_churn_figure, segment_rates
from churn_platform.analysis.figures.shared.drawing import Figure, not_enough_data
from churn_platform.analysis.figures.tenure import tenure, tenure_histogram
from churn_platform.analysis.figures.tenure_curves import survival, tenure_curves
from churn_platform.analysis.segment_churn import segment_churn
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.drifts import EMPTY, HOSTILE, MANY, REPORT
from churn_platform_tests.analysis.figures.evaluations import compact, details, nothing
from churn_platform_tests.analysis.figures.many import many
from churn_platform_tests.analysis.figures.shapes import SHAPES, wide
from churn_platform_tests.analysis.figures.tables import CONTRACT, FOREST, hostile, table, tiny
from churn_platform_tests.telco import TELCO

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "defs", "style", "g", "path", "text", "tspan", "use", "clipPath", "rect"}


def of_segments(clean: pd.DataFrame, contract: Contract, smallest: int = 50) -> Figure:
    every = segment_churn(clean, contract, smallest)
    return segment_churn_figure(segment_rates(clean, contract, every, smallest))


FIGURES: dict[str, Callable[[pd.DataFrame, Contract], Figure]] = {
    "correlation": lambda clean, contract: correlation_heatmap(correlations(clean, contract), 12),
    "tenure": lambda clean, contract: tenure_histogram(tenure(clean, contract)),
    "category": lambda clean, contract: churn_by_category(rates_by_category(clean, contract), 22),
    "curves": lambda clean, contract: tenure_curves(survival(clean, contract), 14),
    "segments": of_segments,
}
OTHERS: dict[str, Figure] = {
    "importance": feature_importance(FOREST, 12),
    "reliability": reliability_curve(details(), compact()),
    "campaign": campaign_profit(details(), compact()),
    "drift": drift_figure(REPORT, 12),
    "much drift": drift_figure(MANY, 12),
    "hostile drift": drift_figure(HOSTILE, 12),
}
EACH = pytest.mark.parametrize("name", FIGURES)


def written(figure: Figure) -> list[str]:
    root = ElementTree.fromstring(picture(figure))
    return [str(element.text).replace("\u00a0", " ") for element in root.iter(f"{SVG}text")]


def is_small_and_text_alone(figure: Figure) -> str:
    svg = picture(figure)
    root = ElementTree.fromstring(svg)
    assert (root.tag, root.attrib["width"]) == (f"{SVG}svg", "420")
    assert {element.tag.partition("}")[2] for element in root.iter()} <= TAGS
    assert picture(figure) == svg
    assert len(svg.encode()) < 15_000
    return svg


@EACH
def test_a_picture_is_small_and_names_nobody(name: str, real_clean: pd.DataFrame) -> None:
    svg = is_small_and_text_alone(FIGURES[name](real_clean, TELCO))
    assert not [one for one in real_clean["customer_id"] if one in svg]


@pytest.mark.parametrize("name", OTHERS)
def test_a_picture_of_documents_is_small(name: str) -> None:
    is_small_and_text_alone(OTHERS[name])


@EACH
@pytest.mark.parametrize("clean", [(hostile(), CONTRACT), (many().clean, many().contract)])
def test_values_of_the_data_are_text_and_nothing_else(
    name: str, clean: tuple[pd.DataFrame, Contract]
) -> None:
    svg = picture(FIGURES[name](*clean))
    root = ElementTree.fromstring(svg)
    assert {element.tag.partition("}")[2] for element in root.iter()} <= TAGS
    assert "SECRET" not in svg


def test_hostile_values_are_shown_as_they_are() -> None:
    found = " ".join(written(FIGURES["category"](hostile(), CONTRACT)))
    assert "</script><script>alert(1)</scri…" in found
    assert "$\\frac{1}{0}$ & %{x}" in found
    assert "\u05e9\u05dc\u05d5\u05dd" in found


@EACH
@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_tiny_table_gives_a_picture_that_says_so(name: str, rows: int) -> None:
    assert "Not enough data" in written(FIGURES[name](tiny(rows), CONTRACT))


@EACH
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_contract_gives_a_picture_or_the_reason(name: str, shape: str) -> None:
    one = SHAPES[shape]
    figure = FIGURES[name](one.clean, one.contract)
    assert ("Not enough data" in written(figure)) == (not figure["data"])


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (reliability_curve(nothing(), compact()), "found no held-out customers"),
        (campaign_profit(nothing(), compact()), "found no profit curve"),
        (drift_figure(EMPTY), "Nothing is comparable: the batch has no rows"),
        (feature_importance(Forest({}, None, {}, 0)), "the training rows hold nothing"),
        (not_enough_data("found 2 & <1>"), "found 2 & <1>"),
    ],
)
def test_a_figure_without_data_gives_the_reason(figure: Figure, reason: str) -> None:
    said, found = written(figure)
    assert said == "Not enough data"
    assert found.startswith(reason)


def test_correlations_are_the_lower_half_and_undefined_is_a_dash() -> None:
    clean = table(months=[0, 1, 2, 3], spend=[4.0, 3.0, 2.0, 1.0], left=[0, 0, 1, 1])
    texts = written(FIGURES["correlation"](clean, CONTRACT))
    found = [text for text in texts if re.fullmatch(r"–|-?\d\.\d+", text)]
    # rows spend, loyal, left against months, spend, loyal; loyal is constant
    assert found == ["-1.00", "–", "–", "0.89", "-0.89", "–"]


def test_of_many_columns_the_correlation_picture_shows_the_twelve_closest() -> None:
    one = wide(20)
    found = written(FIGURES["correlation"](one.clean, one.contract))
    assert "12 of 20 columns, closest to the target" in found
    # column n is off from the target in n customers, so the first twelve are the closest
    assert [text for text in found if text.startswith("Column")] == [
        *(f"Column {place}" for place in range(12)),
        *(f"Column {place}" for place in range(1, 12)),
    ]


def test_stacked_bars_have_a_legend_and_both_axes() -> None:
    found = written(FIGURES["tenure"](table(months=[0, 1, 2], left=[1, 0, 0]), CONTRACT))
    assert {"Stayed", "Churned", "Churn rate", "Months (months)", "100%"} <= set(found)


def test_rows_have_headings_and_texts_at_their_right(real_clean: pd.DataFrame) -> None:
    clean = table(plan=["a", "a", "a", "b"], left=[0, 0, 1, 1])
    found = written(FIGURES["category"](clean, CONTRACT))
    assert {"Plan", "a", "b", "33.3% of 3", "100.0% of 1"} <= set(found)
    assert "4 customers, 50.0% churned (dotted line)" in found
    found = written(FIGURES["category"](real_clean, TELCO))
    assert {"Contract", "Internet service", "Payment method"} <= set(found)
    assert "Gender" not in found  # more than 22 lines


def test_the_importance_picture_shows_the_largest_over_the_report() -> None:
    columns = {f"column_{place:02d}": 1 / 20 for place in range(20)}
    scores = {"precision": 0.8, "recall": None, "f1": 0.5, "support": 1234}
    report = {"stayed": scores, "churned": scores, "accuracy": 0.8051}
    found = written(feature_importance(Forest(columns, 0.8051, report, 9), 12))
    assert "Accuracy 0.805 on 9 held-out customers" in found
    assert "Stayed      0.800 undefined     0.500     1,234" in found
    assert [text for text in found if text.startswith("Column")] == [
        f"Column {place:02d}" for place in range(12)
    ]


def test_panels_have_headings_legends_and_the_unit(real_clean: pd.DataFrame) -> None:
    found = written(FIGURES["curves"](real_clean, TELCO))
    assert {"Contract", "Month-to-month", "Internet service", "Fiber optic", "100%"} <= set(found)
    assert found.count("Tenure (months)") == 2
    # both panels have the same times
    assert found.count("20") == found.count("60") == 2


def test_a_time_that_is_zero_for_all_is_still_drawn() -> None:
    assert "100%" in written(FIGURES["curves"](table(months=[0, 0, 0]), CONTRACT))


def test_the_segments_have_rates_and_say_what_is_dotted_and_faded() -> None:
    clean = table(plan=["a", "a", "a", "b"], left=[1, 0, 0, 1])
    found = written(of_segments(clean, CONTRACT, smallest=3))
    assert {"Plan: a", "33.3% of 3", "Plan: b", "100.0% of 1", "Loyal: Yes"} <= set(found)
    assert {"4 segments, 50.0% overall (dotted)", "faded: under 3 customers"} <= set(found)


def test_the_reliability_picture_names_the_models_and_both_shares() -> None:
    assert {
        "1,234 held-out customers (dotted: exact)",
        "Logistic regression (mean gap 1.7%)",
        "Gradient boosting",
        "Predicted probability of churning",
        "Observed churn rate",
        "Customers",
    } <= set(written(OTHERS["reliability"]))


def test_of_plots_that_share_an_axis_only_the_lower_one_has_its_labels() -> None:
    found = written(OTHERS["campaign"])
    assert {
        "Logistic regression: 10.50 at 25.0%",
        "Gradient boosting: 9.00 at 50.0%",
        "Profit per customer",
        "Churned customers reached",
        "30% of would-be churners accept",
    } <= set(found)
    assert found.count("Share of customers contacted") == 1
    assert "Logistic regression" not in found  # a model is in the legend only once


def test_the_campaign_picture_lacks_the_gain_when_nobody_left() -> None:
    lost = details()
    for model in lost["models"].values():
        model["deciles"] = [{**one, "gain": None} for one in model["deciles"]]
    assert "Profit per customer" in written(campaign_profit(lost, compact()))


def test_drifted_features_have_their_change_below_them() -> None:
    found = written(OTHERS["drift"])
    assert {"Scores", "Internet service", "Contract", "Tenure", "Region"} <= set(found)
    assert {"1.30 large", "0.14 moderate", "0.02 none", "not comparable"} <= set(found)
    assert {"Fiber optic 44% -> 72.3%", "Month-to-month 55% -> 73.1%"} <= set(found)
    assert "mean 32.4 -> 32.5" not in found
    columns = [text for text in written(OTHERS["much drift"]) if text.startswith("Column")]
    assert columns == [f"Column {place}" for place in range(12)]


def test_markdown_holds_the_picture_itself() -> None:
    markdown = as_markdown("<svg>é</svg>", "What [it](x) shows\n!")
    found = re.fullmatch(r"!\[(.*)\]\(data:image/svg\+xml;base64,([\w+/=]+)\)", markdown)
    assert found
    assert found[1] == "What itx shows"
    assert base64.b64decode(found[2]).decode() == "<svg>é</svg>"
