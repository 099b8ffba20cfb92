from typing import Any

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.correlation import correlation_heatmap, correlations
from churn_platform.analysis.schema import TELCO
from churn_platform_tests.analysis.figures.tables import SCHEMA, table, tiny

NAMES = ["Months", "Spend", "Loyal", "Left"]


@pytest.fixture
def heatmap() -> dict[str, Any]:
    clean = table(months=[0, 1, 2, 3], spend=[4.0, 3.0, 2.0, 1.0], left=[0, 0, 1, 1])
    data: dict[str, Any] = correlation_heatmap(clean, SCHEMA)["data"][0]
    return data


def test_every_number_flag_and_target_is_a_row_and_a_column(heatmap: dict[str, Any]) -> None:
    assert list(heatmap["x"]) == list(heatmap["y"]) == NAMES


def test_values_are_pearsons_correlation(heatmap: dict[str, Any]) -> None:
    # by hand: sum of products 2, sums of squares 5 and 1, so 2 / sqrt(5) = 0.8944
    assert heatmap["z"][0][3] == 0.8944
    assert heatmap["text"][0][3] == "0.89"
    assert heatmap["z"][0][1] == -1
    assert heatmap["z"][3][3] == 1


def test_a_constant_column_is_undefined_even_with_itself(heatmap: dict[str, Any]) -> None:
    assert list(heatmap["z"][2]) == [None] * 4
    assert [row[2] for row in heatmap["z"]] == [None] * 4
    assert heatmap["text"][2][2] == "–"


def test_colours_are_centred_at_zero(heatmap: dict[str, Any]) -> None:
    assert (heatmap["zmin"], heatmap["zmid"], heatmap["zmax"]) == (-1, 0, 1)


def test_a_tiny_negative_value_reads_as_zero() -> None:
    clean = table(months=[0, 1, 2, 3, 4, 1000], spend=[1.0, 2.0, 1.0, 2.0, 1.0, 1.3993])
    data = correlation_heatmap(clean, SCHEMA)["data"][0]
    assert -0.005 < data["z"][0][1] < 0
    assert data["text"][0][1] == "0.00"


def test_missing_values_leave_out_their_rows_only() -> None:
    clean = table(months=[0, 1, 2, None], left=[0, 1, 0, 1], spend=[0.0, 1.0, 2.0, 9.0])
    assert correlations(clean, SCHEMA).loc["months", "spend"] == pytest.approx(1)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    text = Figure(correlation_heatmap(tiny(rows), SCHEMA)).to_json()
    assert "Not enough data" in text and f"found {rows} customers" in text


def test_the_real_table_has_its_known_correlations(real_clean: pd.DataFrame) -> None:
    matrix = correlations(real_clean, TELCO)
    assert matrix.loc["tenure", "churn"] == pytest.approx(-0.3522, abs=5e-5)
    assert matrix.loc["tenure", "total_charges"] == pytest.approx(0.8262, abs=5e-5)
