import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, rows

TYPES = {
    "id": "object", "months": "int64", "price": "float64", "spent": "float64",
    "rating": "float64", "visits": "float64", "online": "int64", "paper": "float64",
    "plan": "category", "offer": "category", "left": "int64",
}  # fmt: skip


@pytest.mark.parametrize(
    ("left", "labelled", "unlabelled"),
    [(["Yes", "No"], 2, 0), (["", ""], 0, 2), (["?", "?"], 0, 0)],
)
def test_columns_have_the_type_of_their_kind_however_many_rows_there_are(
    left: list[str], labelled: int, unlabelled: int
) -> None:
    cleaned = clean_customers(rows("a", "b", left=left), CONTRACT)
    assert (len(cleaned.customers), len(cleaned.unlabelled)) == (labelled, unlabelled)
    assert cleaned.customers.dtypes.astype(str).to_dict() == TYPES
    without = {name: kind for name, kind in TYPES.items() if name != "left"}
    assert cleaned.unlabelled.dtypes.astype(str).to_dict() == without
    assert str(cleaned.row_numbers.dtype) == "int64"
    assert list(cleaned.customers.columns) == CONTRACT.names()


def test_what_is_missing_is_nan_in_numbers_and_categories() -> None:
    blank = {name: [""] for name in ("rating", "visits", "paper", "offer")}
    cleaned = clean_customers(rows("a", **blank), CONTRACT)
    row = cleaned.customers.iloc[0]
    assert all(np.isnan(row[name]) for name in ("rating", "visits", "paper", "offer"))
    assert cleaned.repairs == {f"missing_{name}": 1 for name in blank}


def test_rows_are_sorted_by_id_as_text() -> None:
    cleaned = clean_customers(rows("b", "10", "9", "a", "B"), CONTRACT)
    assert cleaned.customers["id"].tolist() == ["10", "9", "B", "a", "b"]
    assert cleaned.row_numbers.tolist() == [2, 3, 5, 4, 1]
    assert cleaned.customers.index.equals(pd.RangeIndex(5))
    assert cleaned.row_numbers.index.equals(pd.RangeIndex(5))
