from typing import Any

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.categories import churn_by_category
from churn_platform.analysis.figures.rates import rates_by_category
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, hostile, table, tiny
from churn_platform_tests.telco import TELCO


@pytest.fixture
def figure() -> dict[str, Any]:
    clean = table(
        plan=["a", "a", "a", "a", "b", "b"], loyal=[0, 1, 0, 1, 0, 1], left=[0, 0, 0, 0, 1, 1]
    )
    drawn: dict[str, Any] = churn_by_category(rates_by_category(clean, CONTRACT))
    return drawn


def test_bars_are_rates_under_a_heading_for_each_column(figure: dict[str, Any]) -> None:
    axis = figure["layout"]["yaxis"]
    lines = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
    assert [lines[place] for place in range(6)] == [
        "<b>Plan</b>",
        "b",
        "a",
        "<b>Loyal</b>",
        "No",
        "Yes",
    ]
    assert list(figure["data"][0]["y"]) == [1, 2, 4, 5]
    assert list(figure["data"][0]["x"]) == [1, 0, 0.3333, 0.3333]


def test_whiskers_reach_to_the_wilson_bounds(figure: dict[str, Any]) -> None:
    whiskers = figure["data"][1]["error_x"]
    # "a": 0 of 4, so z² / (n + z²) = 0.4899 above and nothing below
    assert (whiskers["array"][1], whiskers["arrayminus"][1]) == (0.4899, 0)


def test_rate_and_count_stand_beside_each_bar(figure: dict[str, Any]) -> None:
    axis = figure["layout"]["yaxis2"]
    assert list(axis["ticktext"]) == ["100.0% of 2", "0.0% of 4", "33.3% of 3", "33.3% of 3"]
    assert axis["range"] == figure["layout"]["yaxis"]["range"]


def test_the_overall_rate_is_a_line(figure: dict[str, Any]) -> None:
    line = figure["layout"]["shapes"][0]
    assert line["x0"] == line["x1"] == pytest.approx(1 / 3)
    assert "33.3% churned" in figure["layout"]["title"]["text"]


def test_hover_names_the_value_its_counts_and_its_interval(figure: dict[str, Any]) -> None:
    assert list(figure["data"][0]["customdata"][1]) == ["Plan: a", 0, 4, "0.0%", "49.0%"]


def test_two_long_values_that_look_alike_stay_two_bars() -> None:
    clean = table(plan=["x" * 100 + "1", "x" * 100 + "2", "c"], left=[0, 1, 1])
    bars = churn_by_category(rates_by_category(clean, CONTRACT))["data"][0]
    assert len(set(bars["y"])) == len(bars["x"]) == 4


def test_no_tag_of_the_data_reaches_plotly() -> None:
    text = Figure(churn_by_category(rates_by_category(hostile(), CONTRACT))).to_json()
    for tag in ("script", "a href", "img"):
        assert f"<{tag}" not in text and f"\\u003c{tag}" not in text


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    assert (
        "Not enough data"
        in Figure(churn_by_category(rates_by_category(tiny(rows), CONTRACT))).to_json()
    )


def test_the_telling_columns_of_the_real_table_are_seen_at_first_sight(
    real_clean: pd.DataFrame,
) -> None:
    axis = Figure(churn_by_category(rates_by_category(real_clean, TELCO))).layout.yaxis
    lines = dict(zip(axis.ticktext, axis.tickvals, strict=True))
    for heading in ("<b>Contract</b>", "<b>Payment method</b>", "<b>Internet service</b>"):
        assert lines[heading] < 18


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "numbers alone"])
def test_every_shape_of_contract_gives_a_heading_for_each_column(name: str) -> None:
    one = SHAPES[name]
    axis = Figure(churn_by_category(rates_by_category(one.clean, one.contract))).layout.yaxis
    headings = {text for text in axis.ticktext if text.startswith("<b>")}
    expected = one.contract.names("flag", "category")
    assert headings == {f"<b>{column.capitalize()}</b>" for column in expected}


def test_missing_flags_and_categories_are_lines_of_their_own() -> None:
    one = shape("flag", "category", holes=True)
    axis = churn_by_category(rates_by_category(one.clean, one.contract))["layout"]["yaxis"]
    assert axis["ticktext"].count("(missing)") == 3


def test_a_contract_without_category_and_flag_gives_a_figure_that_says_so() -> None:
    one = shape("numeric")
    text = Figure(churn_by_category(rates_by_category(one.clean, one.contract))).to_json()
    assert "The contract names no category and no flag" in text
