import base64
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
import pytest

from churn_platform.analysis.figures.correlation import correlations
from churn_platform.analysis.figures.importance import Forest
from churn_platform.analysis.figures.previews.figures import (
    as_markdown,
    category_preview,
    correlation_preview,
    importance_preview,
    tenure_preview,
)
from churn_platform.analysis.figures.rates import rates_by_category
from churn_platform.analysis.figures.tenure import tenure
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape, wide
from churn_platform_tests.analysis.figures.tables import CONTRACT, FOREST, hostile, table, tiny
from churn_platform_tests.telco import TELCO

SVG = "{http://www.w3.org/2000/svg}"
PREVIEWS: dict[str, Callable[[pd.DataFrame, Contract], str]] = {
    "correlation": lambda clean, contract: correlation_preview(correlations(clean, contract)),
    "tenure": lambda clean, contract: tenure_preview(tenure(clean, contract)),
    "category": lambda clean, contract: category_preview(rates_by_category(clean, contract)),
    "importance": lambda _clean, _schema: importance_preview(FOREST),
}


def texts(svg: str) -> list[str]:
    return [str(element.text) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_is_a_small_picture_of_420_pixels(name: str, real_clean: pd.DataFrame) -> None:
    svg = PREVIEWS[name](real_clean, TELCO)
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["width"] == "420"
    assert len(svg.encode()) < 15_000


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_names_nobody(name: str, real_clean: pd.DataFrame) -> None:
    svg = PREVIEWS[name](real_clean, TELCO)
    assert not [one for one in real_clean["customer_id"] if one in svg]


@pytest.mark.parametrize("name", PREVIEWS)
def test_the_same_table_gives_the_same_bytes(name: str) -> None:
    first, second = (PREVIEWS[name](hostile(), CONTRACT) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", PREVIEWS)
def test_values_of_the_data_are_text_and_nothing_else(name: str) -> None:
    svg = PREVIEWS[name](hostile(), CONTRACT)
    tags = {element.tag.partition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "defs", "style", "g", "path", "text", "tspan", "use", "clipPath", "rect"}
    assert "SECRET" not in svg


def test_hostile_values_are_shown_as_they_are() -> None:
    found = " ".join(texts(category_preview(rates_by_category(hostile(), CONTRACT))))
    assert "</script><script>alert(1)</scri…" in found
    assert "$\\frac{1}{0}$ & %{x}" in found
    assert "\u05e9\u05dc\u05d5\u05dd" in found


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("name", ["correlation", "tenure", "category"])
def test_a_tiny_table_gives_a_picture_that_says_so(name: str, rows: int) -> None:
    assert "Not enough data" in texts(PREVIEWS[name](tiny(rows), CONTRACT))


def test_a_forest_that_learned_nothing_gives_a_picture_that_says_so() -> None:
    assert texts(importance_preview(Forest({}, None, {}, 0))) == ["Not enough data"]


def test_correlations_are_the_lower_half_and_undefined_is_a_dash() -> None:
    clean = table(months=[0, 1, 2, 3], spend=[4.0, 3.0, 2.0, 1.0], left=[0, 0, 1, 1])
    written = texts(correlation_preview(correlations(clean, CONTRACT)))
    found = [text for text in written if re.fullmatch(r"–|-?\d\.\d+", text)]
    # rows spend, loyal, left against months, spend, loyal; loyal is constant
    assert found == ["-1.00", "–", "–", "0.89", "-0.89", "–"]


def test_the_tenure_picture_has_both_sides_and_the_rate() -> None:
    found = texts(tenure_preview(tenure(table(months=[0, 1, 2], left=[1, 0, 0]), CONTRACT)))
    assert {"Stayed", "Churned", "Churn rate", "Months (months)", "100%"} <= set(found)


def test_the_category_picture_has_rates_and_the_overall_rate() -> None:
    clean = table(plan=["a", "a", "a", "b"], left=[0, 0, 1, 1])
    found = texts(category_preview(rates_by_category(clean, CONTRACT)))
    assert {"Plan", "a", "b", "33.3%", "100.0%"} <= set(found)
    assert "Churn rate, 50.0% overall (dotted)" in found


def test_the_category_picture_shows_the_most_telling_columns_only(
    real_clean: pd.DataFrame,
) -> None:
    found = texts(category_preview(rates_by_category(real_clean, TELCO)))
    assert {"Contract", "Internet service", "Payment method"} <= set(found)
    assert "Gender" not in found


def test_the_importance_picture_shows_the_largest_and_the_accuracy() -> None:
    many = {f"column_{place:02d}": 1 / 20 for place in range(20)}
    found = texts(importance_preview(Forest(many, 0.8051, {}, 9)))
    assert "Random forest importances, accuracy 0.805" in found
    assert [text for text in found if text.startswith("Column")] == [
        f"Column {place:02d}" for place in range(12)
    ]


def test_markdown_holds_the_picture_itself() -> None:
    markdown = as_markdown("<svg>é</svg>", "What [it](x) shows\n!")
    alt, data = re.fullmatch(
        r"!\[(.*)\]\(data:image/svg\+xml;base64,([\w+/=]+)\)", markdown
    ).groups()  # type: ignore[union-attr]
    assert alt == "What itx shows"
    assert base64.b64decode(data).decode() == "<svg>é</svg>"


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("preview", ["correlation", "tenure", "category"])
def test_every_shape_of_contract_gives_a_picture_or_the_reason(name: str, preview: str) -> None:
    one = SHAPES[name]
    svg = PREVIEWS[preview](one.clean, one.contract)
    without = {
        "correlation": ("categories alone",),
        "tenure": ("no number", "flags alone", "categories alone"),
        "category": ("numbers alone",),
    }
    assert ("Not enough data" in texts(svg)) == (name in without[preview])
    assert "SECRET" not in svg


def test_a_picture_that_cannot_be_says_why() -> None:
    flags = shape("flag")
    found = texts(tenure_preview(tenure(flags.clean, flags.contract)))
    assert "The contract names no time axis" in found
    numbers = shape("numeric")
    found = texts(category_preview(rates_by_category(numbers.clean, numbers.contract)))
    assert "The contract names no category and no flag" in found


def test_the_time_axis_has_the_contracts_unit() -> None:
    one = shape("numeric")
    assert "Age (years)" in texts(tenure_preview(tenure(one.clean, one.contract)))


def test_of_many_columns_the_correlation_picture_shows_the_twelve_closest() -> None:
    many = wide(20)
    found = texts(correlation_preview(correlations(many.clean, many.contract)))
    assert "Pearson correlation, 12 of 20 columns" in found
    # column n is off from the target in n customers, so the first twelve are the closest
    assert [text for text in found if text.startswith("Column")] == [
        *(f"Column {place}" for place in range(12)),
        *(f"Column {place}" for place in range(1, 12)),
    ]
