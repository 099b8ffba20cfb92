import math

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.encoded import encode_customers, encode_table
from churn_platform_tests.analysis.composed import encode_customer
from churn_platform_tests.analysis.scoring.made import MADE, customers, strange_customers

Customer = dict[str, str | float | None]
ANNA: Customer = {
    **{"age": 30, "plan": "plus", "active": True, "months": 5, "region": "r2", "spend": 9.5}
}
NOBODY: Customer = dict.fromkeys(MADE.features)


def test_numbers_stay_and_categories_become_their_place_in_the_contract() -> None:
    # numbers and flags come first among the features, then the categories
    assert MADE.features == ["age", "plan", "active", "months", "region", "spend"]
    encoded = encode_customer(ANNA, MADE)
    assert encoded.features == tuple(MADE.features)
    assert encoded.values.tolist() == [[30.0, 1.0, 1.0, 5.0, 2.0, 9.5]]


def test_missing_and_unknown_are_not_a_number() -> None:
    assert np.isnan(encode_customer(NOBODY, MADE).values).all()
    unknown = encode_customer({**ANNA, "plan": "mars"}, MADE).values[0]
    assert np.flatnonzero(np.isnan(unknown)).tolist() == [1]


@pytest.mark.parametrize("text", [object, pd.StringDtype(na_value=np.nan), "category"])
def test_a_table_is_encoded_as_each_of_its_customers_is(text: object) -> None:
    table = strange_customers()
    rows: list[Customer] = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table[MADE.features].to_dict("records")
    ]
    typed = table.astype({"plan": text, "region": text})  # type: ignore[dict-item]
    encoded = encode_table(typed, MADE)
    np.testing.assert_array_equal(encoded.values, encode_customers(rows, MADE).values)
    assert len(encoded) == 40


def test_no_customers_are_an_empty_matrix() -> None:
    assert encode_customers([], MADE).values.shape == (0, 6)
    assert encode_table(customers(3, 1)[:0], MADE).values.shape == (0, 6)


def test_what_is_left_out_is_named() -> None:
    with pytest.raises(DataError, match=r"found no age; expected a value, or None"):
        encode_customer({name: ANNA[name] for name in ("plan", "active")}, MADE)
    with pytest.raises(DataError, match=r"found no columns \['age'\]; expected every feature"):
        encode_table(customers(3, 1).drop(columns="age"), MADE)
    with pytest.raises(DataError, match=r"^age: found text; expected a number$"):
        encode_customer({**ANNA, "age": "thirty"}, MADE)


def test_the_number_of_a_customer_is_exact() -> None:
    value = encode_customer({**ANNA, "spend": math.pi}, MADE).values[0, 5]
    assert value == math.pi
