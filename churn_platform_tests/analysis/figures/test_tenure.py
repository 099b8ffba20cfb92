from typing import Any

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.shared.drawing import NotEnough
from churn_platform.analysis.figures.tenure import Tenure, tenure, tenure_histogram
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.figures.tables import CONTRACT, table, tiny
from churn_platform_tests.telco import TELCO


def counts_of(found: Tenure | NotEnough) -> pd.DataFrame:
    assert isinstance(found, Tenure)
    return found.counts


@pytest.fixture
def clean() -> pd.DataFrame:
    return table(months=[0, 0, 0, 1, 3, 3], left=[1, 1, 0, 0, 1, 0])


def test_counts_and_rates_are_those_of_each_month(clean: pd.DataFrame) -> None:
    counts = counts_of(tenure(clean, CONTRACT))
    assert counts["first"].tolist() == counts["last"].tolist() == [0, 1, 2, 3]
    assert counts["stayed"].tolist() == [1, 1, 0, 1]
    assert counts["churned"].tolist() == [2, 0, 0, 1]
    assert counts["rate"].dropna().tolist() == pytest.approx([2 / 3, 0, 1 / 2])


def test_an_empty_month_has_no_rate(clean: pd.DataFrame) -> None:
    line = tenure_histogram(tenure(clean, CONTRACT))["data"][2]
    assert list(line["y"]) == [0.6667, 0, None, 0.5]


def test_bars_are_stacked_and_the_rate_has_its_own_axis(clean: pd.DataFrame) -> None:
    figure: dict[str, Any] = tenure_histogram(tenure(clean, CONTRACT))
    stayed, churned, rate = figure["data"]
    assert figure["layout"]["barmode"] == "stack"
    assert (stayed["name"], churned["name"], rate["yaxis"]) == ("Stayed", "Churned", "y2")
    assert list(stayed["y"]) == [1, 1, 0, 1] and list(churned["y"]) == [2, 0, 0, 1]


def test_the_title_says_how_many_left(clean: pd.DataFrame) -> None:
    title = Figure(tenure_histogram(tenure(clean, CONTRACT))).layout.title.text
    assert title == "6 customers, 3 churned (50.0%)"


@pytest.mark.parametrize(
    ("last", "width", "bins"), [(24, 1, 25), (25, 2, 13), (72, 3, 25), (1200, 60, 21)]
)
def test_bins_are_whole_months_and_at_most_25(last: int, width: int, bins: int) -> None:
    counts = counts_of(tenure(table(months=[0, 1, last]), CONTRACT))
    assert (counts["last"] - counts["first"] + 1).unique().tolist() == [width]
    assert len(counts) == bins


def test_a_very_long_time_still_gives_at_most_25_bins() -> None:
    counts = counts_of(tenure(table(months=[7, 50_000, 123_456]), CONTRACT))
    assert len(counts) <= 25
    assert counts["first"].iloc[0] <= 7 and counts["last"].iloc[-1] >= 123_456
    assert counts["stayed"].sum() == 3


def test_customers_of_unknown_tenure_are_not_drawn() -> None:
    clean = table(months=[0, 0, 0, None], left=[1, 1, 0, 0])
    assert counts_of(tenure(clean, CONTRACT))[["stayed", "churned"]].to_numpy().tolist() == [[1, 2]]


def test_one_constant_month_is_one_bar() -> None:
    assert list(Figure(tenure_histogram(tenure(table(left=[0, 1, 1]), CONTRACT))).data[1].y) == [2]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    assert "Not enough data" in Figure(tenure_histogram(tenure(tiny(rows), CONTRACT))).to_json()


def test_the_real_table_is_counted_in_full(real_clean: pd.DataFrame) -> None:
    counts = counts_of(tenure(real_clean, TELCO))
    assert counts["churned"].sum() == 1869
    assert counts["stayed"].sum() == 5174
    under_3 = real_clean[real_clean["tenure"] < 3]
    assert counts["stayed"].iloc[0] + counts["churned"].iloc[0] == len(under_3)


@pytest.mark.parametrize("name", [name for name in SHAPES if SHAPES[name].contract.time_axis])
def test_every_contract_with_a_time_axis_is_drawn_in_its_unit(name: str) -> None:
    one = SHAPES[name]
    figure = Figure(tenure_histogram(tenure(one.clean, one.contract)))
    assert figure.layout.xaxis.title.text == "Age (years)"
    assert list(figure.data[2].customdata) == [f"years {year}" for year in range(11)]
    assert sum(figure.data[0].y) + sum(figure.data[1].y) == one.clean["age"].notna().sum()


def test_a_contract_without_time_axis_gives_a_figure_that_says_so() -> None:
    one = shape("flag", "category")
    text = Figure(tenure_histogram(tenure(one.clean, one.contract))).to_json()
    assert "The contract names no time axis" in text


def test_fractions_are_counted_from_one_edge_to_the_next() -> None:
    clean = table(months=[0.05, 0.3, 0.31, 0.9], left=[0, 1, 0, 0])
    counts = counts_of(tenure(clean, CONTRACT))
    # 0.85 over at most 25 bins: 0.05 is the least round width; 0.3 starts its bin
    assert counts["width"].tolist() == pytest.approx([0.05] * 18)
    assert counts["stayed"].to_numpy().nonzero()[0].tolist() == [0, 5, 17]
    assert counts["first"].iloc[5] == pytest.approx(0.3)
    assert counts["last"].iloc[5] == pytest.approx(0.35)
    assert counts["churned"].tolist() == [0] * 5 + [1] + [0] * 12
    line = tenure_histogram(tenure(clean, CONTRACT))["data"][2]
    assert line["customdata"][5] == "months 0.3–0.35"


def test_a_bin_of_several_whole_months_names_its_first_and_last() -> None:
    line = tenure_histogram(tenure(table(months=[0, 1, 72]), CONTRACT))["data"][2]
    assert line["customdata"][:2] == ["months 0–2", "months 3–5"]


def test_a_unit_cannot_bring_tags() -> None:
    hostile_unit = CONTRACT.model_dump(exclude_defaults=True)
    hostile_unit["columns"][1]["unit"] = "<a href='x'>"
    contract = Contract.model_validate(hostile_unit)
    figure = tenure_histogram(tenure(table(months=[0, 1, 2]), contract))
    assert figure["layout"]["xaxis"]["title"]["text"] == "Months (&lt;a href='x'&gt;)"
    assert figure["data"][2]["customdata"][0] == "&lt;a href='x'&gt; 0"
