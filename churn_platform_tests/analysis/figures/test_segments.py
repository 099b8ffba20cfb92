from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from churn_platform.analysis.figures.segments import (
    SMALLEST_SEGMENT,
    cut,
    segment_churn_figure,
    segment_name,
    segment_rates,
)
from churn_platform.analysis.figures.shared.pages import figure_json
from churn_platform.analysis.segment_churn import segment_churn
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.many import many
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, table, tiny
from churn_platform_tests.telco import TELCO


def drawn(clean: pd.DataFrame, contract: Contract, smallest: int = SMALLEST_SEGMENT) -> Any:
    every = segment_churn(clean, contract, smallest)
    return segment_churn_figure(segment_rates(clean, contract, every, smallest))


@pytest.fixture
def figure() -> dict[str, Any]:
    """Plan a: 1 of 3 left; plan b: 1 of 1; loyal and months are the same for all."""
    clean = table(plan=["a", "a", "a", "b"], left=[1, 0, 0, 1])
    found: dict[str, Any] = drawn(clean, CONTRACT, smallest=3)
    return found


def test_dots_are_at_the_rates_and_small_segments_last_and_faded(figure: dict[str, Any]) -> None:
    large, small = figure["data"]
    assert (large["x"], large["y"], large["opacity"]) == ([0.5, 0.5, 0.3333], [0, 1, 2], 1)
    assert (small["x"], small["y"]) == ([1], [3]) and small["opacity"] < 0.5
    axis = figure["layout"]["yaxis"]
    assert axis["ticktext"] == ["Months: 0–12", "Loyal: Yes", "Plan: a", "Plan: b"]
    assert axis["tickvals"] == [0, 1, 2, 3]
    counts = ["50.0% of 4", "50.0% of 4", "33.3% of 3", "100.0% of 1"]
    assert figure["layout"]["yaxis2"]["ticktext"] == counts


def test_whiskers_are_wilsons_interval(figure: dict[str, Any]) -> None:
    error = figure["data"][1]["error_x"]
    # of 1 of 1, the lower bound is 1 / (1 + z²) = 1 / 4.8415
    assert error["array"] == [0] and error["arrayminus"] == [pytest.approx(1 - 0.2065, abs=5e-5)]
    assert figure["data"][1]["customdata"] == [["Plan: b", 1, 1, "20.7%", "100.0%"]]


def test_the_figure_says_what_is_dotted_and_what_is_faded(figure: dict[str, Any]) -> None:
    layout = figure["layout"]
    assert layout["title"]["text"] == "4 segments, 50.0% overall (dotted)"
    assert layout["shapes"][0]["x0"] == layout["shapes"][0]["x1"] == 0.5
    assert layout["xaxis"]["title"]["text"].endswith("<br>faded: under 3 customers")


def test_without_small_segments_nothing_is_said_of_them(real_clean: pd.DataFrame) -> None:
    figure = drawn(real_clean, TELCO)
    assert figure["layout"]["xaxis"]["title"]["text"] == "Churn rate, 95% interval"
    assert figure["data"][1]["x"] == []
    assert figure["layout"]["yaxis"]["ticktext"][:3] == [
        "Tenure: 0–12",
        "Contract: Month-to-month",
        "Internet service: Fiber optic",
    ]


def test_of_many_segments_the_first_24_are_drawn() -> None:
    one = many()
    figure = drawn(one.clean, one.contract)
    assert figure["layout"]["title"]["text"] == "24 of 34 segments, 36.0% overall (dotted)"
    assert [len(trace["x"]) for trace in figure["data"]] == [9, 15]  # 5 plans, 4 bands
    assert figure["layout"]["yaxis"]["tickvals"] == list(range(24))


def test_a_name_leaves_room_for_its_value() -> None:
    rows = [
        ("contract", "Month-to-month"),
        ("a_column_with_a_very_long_name", "Bank transfer (automatic)"),
        ("plan", ""),
    ]
    names = [segment_name(*row) for row in rows]
    assert names == [
        "Contract: Month-to-month",
        "A column…: Bank transfer (au…",
        "Plan: (empty)",
    ]
    assert max(map(len, names)) <= 30
    assert (cut("abc", 3), cut("abcd", 3)) == ("abc", "ab…")


def test_values_of_the_data_bring_no_tags() -> None:
    one = many()
    text = figure_json(drawn(one.clean, one.contract))
    assert not [tag for tag in ("<a", "<img", "<script", "</script", "SECRET") if tag in text]
    assert "&lt;img src=x" in text


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    assert "Not enough data" in figure_json(drawn(tiny(rows), CONTRACT))


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_contract_gives_a_figure(name: str) -> None:
    one = SHAPES[name]
    checked = go.Figure(drawn(one.clean, one.contract))
    assert len(checked.data) == 2
    assert "SECRET" not in checked.to_json()


def test_a_contract_without_segments_gives_a_figure_that_says_so() -> None:
    document = shape("numeric").contract.model_dump(exclude_defaults=True)
    bare = Contract.model_validate({**document, "time_axis": None})
    text = figure_json(drawn(shape("numeric").clean, bare))
    assert "The contract names no segments" in text


def test_a_constant_target_is_drawn_at_its_end() -> None:
    figure = drawn(table(left=[0, 0, 0]), CONTRACT, smallest=1)
    assert figure["data"][0]["x"] == [0, 0, 0]
