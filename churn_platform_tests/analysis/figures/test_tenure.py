from typing import Any

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.tenure import tenure_counts, tenure_histogram
from churn_platform.analysis.schema import TELCO
from churn_platform_tests.analysis.figures.tables import SCHEMA, table, tiny


@pytest.fixture
def clean() -> pd.DataFrame:
    return table(months=[0, 0, 0, 1, 3, 3], left=[1, 1, 0, 0, 1, 0])


def test_counts_and_rates_are_those_of_each_month(clean: pd.DataFrame) -> None:
    counts = tenure_counts(clean, SCHEMA)
    assert counts["first"].tolist() == counts["last"].tolist() == [0, 1, 2, 3]
    assert counts["stayed"].tolist() == [1, 1, 0, 1]
    assert counts["churned"].tolist() == [2, 0, 0, 1]
    assert counts["rate"].dropna().tolist() == pytest.approx([2 / 3, 0, 1 / 2])


def test_an_empty_month_has_no_rate(clean: pd.DataFrame) -> None:
    line = tenure_histogram(clean, SCHEMA)["data"][2]
    assert list(line["y"]) == [0.6667, 0, None, 0.5]


def test_bars_are_stacked_and_the_rate_has_its_own_axis(clean: pd.DataFrame) -> None:
    figure: dict[str, Any] = tenure_histogram(clean, SCHEMA)
    stayed, churned, rate = figure["data"]
    assert figure["layout"]["barmode"] == "stack"
    assert (stayed["name"], churned["name"], rate["yaxis"]) == ("Stayed", "Churned", "y2")
    assert list(stayed["y"]) == [1, 1, 0, 1] and list(churned["y"]) == [2, 0, 0, 1]


def test_the_title_says_how_many_left(clean: pd.DataFrame) -> None:
    title = Figure(tenure_histogram(clean, SCHEMA)).layout.title.text
    assert title == "6 customers, 3 churned (50.0%)"


@pytest.mark.parametrize(
    ("last", "width", "bins"), [(24, 1, 25), (25, 2, 13), (72, 3, 25), (1200, 60, 21)]
)
def test_bins_are_whole_months_and_at_most_25(last: int, width: int, bins: int) -> None:
    counts = tenure_counts(table(months=[0, 1, last]), SCHEMA)
    assert (counts["last"] - counts["first"] + 1).unique().tolist() == [width]
    assert len(counts) == bins


def test_a_very_long_time_still_gives_at_most_25_bins() -> None:
    counts = tenure_counts(table(months=[7, 50_000, 123_456]), SCHEMA)
    assert len(counts) <= 25
    assert counts["first"].iloc[0] <= 7 and counts["last"].iloc[-1] >= 123_456
    assert counts["stayed"].sum() == 3


def test_customers_of_unknown_tenure_are_not_drawn() -> None:
    clean = table(months=[0, 0, 0, None], left=[1, 1, 0, 0])
    assert tenure_counts(clean, SCHEMA)[["stayed", "churned"]].to_numpy().tolist() == [[1, 2]]


def test_one_constant_month_is_one_bar() -> None:
    assert list(Figure(tenure_histogram(table(left=[0, 1, 1]), SCHEMA)).data[1].y) == [2]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    assert "Not enough data" in Figure(tenure_histogram(tiny(rows), SCHEMA)).to_json()


def test_the_real_table_is_counted_in_full(real_clean: pd.DataFrame) -> None:
    counts = tenure_counts(real_clean, TELCO)
    assert counts["churned"].sum() == 1869
    assert counts["stayed"].sum() == 5174
    under_3 = real_clean[real_clean["tenure"] < 3]
    assert counts["stayed"].iloc[0] + counts["churned"].iloc[0] == len(under_3)
