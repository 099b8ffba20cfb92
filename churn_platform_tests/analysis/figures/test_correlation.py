from typing import Any

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from churn_platform.analysis.figures.correlation import (
    Correlations,
    correlation_heatmap,
    correlations,
)
from churn_platform.config.contracts.contract import Contract
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape, wide
from churn_platform_tests.analysis.figures.tables import CONTRACT, table, tiny
from churn_platform_tests.telco import TELCO

NAMES = ["Months", "Spend", "Loyal", "Left"]


def matrix_of(clean: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    found = correlations(clean, contract)
    assert isinstance(found, Correlations)
    return found.matrix


@pytest.fixture
def heatmap() -> dict[str, Any]:
    clean = table(months=[0, 1, 2, 3], spend=[4.0, 3.0, 2.0, 1.0], left=[0, 0, 1, 1])
    data: dict[str, Any] = correlation_heatmap(correlations(clean, CONTRACT))["data"][0]
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
    data = correlation_heatmap(correlations(clean, CONTRACT))["data"][0]
    assert -0.005 < data["z"][0][1] < 0
    assert data["text"][0][1] == "0.00"


def test_missing_values_leave_out_their_rows_only() -> None:
    clean = table(months=[0, 1, 2, None], left=[0, 1, 0, 1], spend=[0.0, 1.0, 2.0, 9.0])
    assert matrix_of(clean, CONTRACT).loc["months", "spend"] == pytest.approx(1)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_customers_give_a_figure_that_says_so(rows: int) -> None:
    text = Figure(correlation_heatmap(correlations(tiny(rows), CONTRACT))).to_json()
    assert "Not enough data" in text and f"found {rows} customers" in text


def test_the_real_table_has_its_known_correlations(real_clean: pd.DataFrame) -> None:
    matrix = matrix_of(real_clean, TELCO)
    assert matrix.loc["tenure", "churn"] == pytest.approx(-0.3522, abs=5e-5)
    assert matrix.loc["tenure", "total_charges"] == pytest.approx(0.8262, abs=5e-5)


def test_two_columns_known_together_for_two_customers_have_no_correlation() -> None:
    clean = table(months=[0, 1, None, 3], spend=[0.0, 1.0, 2.0, None], left=[0, 1, 0, 1])
    assert pd.isna(matrix_of(clean, CONTRACT).loc["months", "spend"])


def test_an_empty_flag_is_undefined_and_moves_no_other() -> None:
    clean = table(months=[0, 1, 2], left=[0, 1, 1], loyal=[float("nan")] * 3)
    matrix = matrix_of(clean, CONTRACT)
    assert matrix["loyal"].isna().all() and matrix.loc["loyal"].isna().all()
    # sum of products 1, sums of squares 2 and 2/3
    assert matrix.loc["months", "left"] == pytest.approx(3**0.5 / 2)


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "categories alone"])
def test_every_shape_of_contract_has_a_row_for_each_number_flag_and_the_target(name: str) -> None:
    one = SHAPES[name]
    matrix = matrix_of(one.clean, one.contract)
    assert list(matrix.index) == one.contract.names("numeric", "flag", "target")
    assert matrix.loc["left", "left"] == 1


def test_fewer_than_two_numbers_and_flags_give_a_figure_that_says_so() -> None:
    one = shape("category")
    text = Figure(correlation_heatmap(correlations(one.clean, one.contract))).to_json()
    assert "The contract names 0 numeric or flag columns, expected at least 2" in text


def test_closest_are_those_with_the_strongest_correlation_whatever_its_sign() -> None:
    names = ["near", "far", "left", "against"]
    matrix = pd.DataFrame(float("nan"), index=names, columns=names)
    matrix["left"] = [0.8, 0.1, 1.0, -0.9]
    assert list(Correlations(matrix, "left", 9).closest(2)) == ["near", "left", "against"]


@pytest.mark.parametrize(("columns", "texts"), [(15, "%{text}"), (16, "")])
def test_numbers_stand_in_the_cells_while_they_can_be_read(columns: int, texts: str) -> None:
    many = wide(columns)
    figure = correlation_heatmap(correlations(many.clean, many.contract))
    assert figure["data"][0]["texttemplate"] == texts
    assert ("height" in figure["layout"]) == (columns == 16)


def test_of_very_many_columns_the_thirty_closest_are_drawn() -> None:
    many = wide(40)
    figure = Figure(correlation_heatmap(correlations(many.clean, many.contract)))
    assert list(figure.data[0].x) == [*(f"Column {place}" for place in range(30)), "Left"]
    assert figure.layout.title.text == "30 of 40 columns, closest to the target"
