"""Numbers as they are written, and what each becomes."""

import math

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.parsing.cells import Cells
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.parsing.numbers import fill_products, read_number, read_numbers
from churn_platform.config.contracts.column import BlankValue, Column
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, changed, rows
from churn_platform_tests.telco import TELCO

POINT, COMMA = NumberFormat(".", is_known=True), NumberFormat(",", is_known=True)
UNKNOWN = NumberFormat(".", is_known=False)
PRICE = Column(name="price", kind="numeric", header="Price")


@pytest.mark.parametrize(
    ("text", "number_format", "value"),
    [
        ("29.85", POINT, 29.85),
        ("29,85", COMMA, 29.85),
        ("-5", POINT, -5.0),
        ("+5", POINT, 5.0),
        (".5", POINT, 0.5),
        ("5.", POINT, 5.0),
        ("1e3", POINT, 1000.0),
        ("1,889.50", POINT, 1889.5),
        ("1.889,50", COMMA, 1889.5),
        ("1,889", POINT, 1889.0),
        ("1.889", COMMA, 1889.0),
        ("1,234,567", POINT, 1234567.0),
        ("1 889.50", UNKNOWN, 1889.5),
        ("1\u00a0889,50", COMMA, 1889.5),
        ("1'889.50", POINT, 1889.5),
        ("12 345 678", COMMA, 12345678.0),
        ("1.5E-2", POINT, 0.015),
    ],
)
def test_a_number_is_read_in_the_files_signs(
    text: str, number_format: NumberFormat, value: float
) -> None:
    assert read_number(text, PRICE, number_format)[0] == value


@pytest.mark.parametrize(
    "text",
    [
        "29,85", "1,88", "1,889,5", "12,34.5", "1.2.3", "0x10", "1_000", "True", "12 %", "$5",
        "5 EUR", "\u0661\u0662", "\uff11\uff12", "=1+1", "--1", "1-", "e5", "\u221e", "01,889",
        "1,889 500",
    ],
)  # fmt: skip
def test_what_is_no_number_is_never_read_as_one(text: str) -> None:
    assert read_number(text, PRICE, POINT) == (None, ("not_a_number",))


@pytest.mark.parametrize("text", ["1,889", "123,456", "-1,889"])
def test_a19_a_number_with_two_readings_is_not_guessed(text: str) -> None:
    assert read_number(text, PRICE, UNKNOWN) == (None, ("ambiguous_number",))


@pytest.mark.parametrize("text", ["inf", "-Infinity", "+INF", "1e999", "9" * 400])
def test_a19_infinity_is_a_blank(text: str) -> None:
    assert read_number(text, PRICE, POINT) == (None, ("infinite", "blank_not_allowed"))
    may_miss = PRICE.model_copy(update={"blank": "missing"})
    assert read_number(text, may_miss, POINT) == (None, ("infinite", "missing"))


@pytest.mark.parametrize("text", ["NA", "n/a", "NaN", "null", "None", "-"])
def test_words_for_nothing_are_blanks_and_counted_as_such(text: str) -> None:
    assert read_number(text, PRICE, POINT) == (None, ("na", "blank_not_allowed"))


def test_no_reading_is_ever_infinite_or_nan() -> None:
    for text in ("nan", "inf", "1e308", "-1e309"):
        value, _ = read_number(text, PRICE, POINT)
        assert value is None or math.isfinite(value)


def _marks(cells: Cells) -> dict[str, list[bool]]:
    return {rule: rows.tolist() for rule, rows in cells.marks.items()}


def test_the_range_is_inclusive_and_a_number_outside_is_marked() -> None:
    column = Column(name="months", kind="numeric", header="M", low=0, high=10, whole=True)
    cells = read_numbers(pd.Series(["0", "10", "-1", "11", "2.5", "2.0"]), column, POINT)
    assert cells.values.tolist() == [0, 10, -1, 11, 2.5, 2]
    assert _marks(cells) == {
        "out_of_range": [False, False, True, True, False, False],
        "not_whole": [False, False, False, False, True, False],
    }


def test_a_whole_number_is_one_that_floating_point_holds_exactly() -> None:
    column = Column(name="months", kind="numeric", header="M", whole=True)
    cells = read_numbers(pd.Series(["9007199254740992", "1e16"]), column, POINT)  # the first: 2^53
    assert _marks(cells) == {"out_of_range": [False, True]}


def test_a_blank_number_means_what_the_contract_says() -> None:
    seven = PRICE.model_copy(update={"blank": BlankValue(value=7.0)})
    cells = read_numbers(pd.Series(["", "-", "1"]), seven, POINT)
    assert cells.values.tolist() == [7, 7, 1]
    assert _marks(cells) == {"blank": [True, True, False], "na": [False, True, False]}


def test_a_product_is_only_put_where_there_is_a_blank_and_every_factor_can_be_used() -> None:
    column = Column(
        name="total", kind="numeric", header="T", product_of=("a", "b"), blank="product", high=50
    )
    bad = {"out_of_range": np.array([False, False, False, False, True, False])}
    factors = [
        Cells(np.array([2, 0, 4, np.nan, 5, 10.0]), bad),
        Cells(np.array([3, 9, 5, 6, 7, 6.0]), {}),
    ]
    cells = read_numbers(pd.Series(["", "", "1", "", "", "NA"]), column, POINT)
    fill_products(cells, column, factors)
    # 2 x 3; 0 x 9; not blank; a factor missing; a factor out of range; 10 x 6 is above 50
    np.testing.assert_array_equal(cells.values, [6, 0, 1, np.nan, np.nan, 60])
    assert _marks(cells) == {
        "na": [False] * 5 + [True],
        "blank": [False, True, False, False, False, False],
        "imputed": [True, False, False, False, False, True],
        "blank_not_allowed": [False, False, False, True, True, False],
        "out_of_range": [False] * 5 + [True],
    }


def test_a01_a_blank_total_of_a_new_customer_is_zero_and_counted(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four, TELCO)
    assert cleaned.customers["total_charges"].tolist() == [29.85, 1889.5, 820.0, 0.0]
    assert cleaned.repairs == {"blank_total_charges": 1}


def test_a02_a_blank_total_of_an_old_customer_is_tenure_times_price(four: pd.DataFrame) -> None:
    cleaned = clean_customers(changed(four, 1, total_charges=""), TELCO)
    # row 1: 40 months x 20.5
    assert cleaned.customers["total_charges"].tolist() == [29.85, 1889.5, 820.0, 0.0]
    assert cleaned.repairs == {"blank_total_charges": 1, "imputed_total_charges": 1}


def test_a02_without_its_factors_a_blank_product_is_quarantined(four: pd.DataFrame) -> None:
    cleaned = clean_customers(changed(four, 1, total_charges="", monthly_charges="x"), TELCO)
    assert cleaned.by_rule == {
        "blank_not_allowed total_charges": 1,
        "not_a_number monthly_charges": 1,
    }
    assert cleaned.quarantined == 1


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("tenure", "-3", "out_of_range"),
        ("tenure", "1201", "out_of_range"),
        ("tenure", "12.5", "not_whole"),
        ("monthly_charges", "inf", "blank_not_allowed"),
        ("monthly_charges", "1e999", "blank_not_allowed"),
        ("total_charges", "-1", "out_of_range"),
        ("total_charges", "$29.85", "not_a_number"),
    ],
)
def test_a19_an_impossible_number_is_quarantined_by_rule(
    four: pd.DataFrame, column: str, value: str, rule: str
) -> None:
    cleaned = clean_customers(changed(four, 2, **{column: value}), TELCO)
    assert cleaned.by_rule == {f"{rule} {column}": 1}
    assert cleaned.quarantine["id"].tolist() == ["0001-A"]


def test_a19_impossible_numbers_of_the_real_table_are_counted_by_rule(stock: pd.DataFrame) -> None:
    table = changed(stock, 1, tenure="-3")
    table = changed(table, 2, tenure="12.5")
    table = changed(table, 3, monthly_charges="inf")
    table = changed(table, 4, total_charges="1,889.50")
    cleaned = clean_customers(table, TELCO)
    assert cleaned.by_rule == {
        "blank_not_allowed monthly_charges": 1,
        "not_whole tenure": 1,
        "out_of_range tenure": 1,
    }
    assert cleaned.quarantine["row"].tolist() == [1, 2, 3]
    assert cleaned.repairs == {"blank_total_charges": 11, "thousands_total_charges": 1}
    read = cleaned.customers.loc[cleaned.row_numbers == 4, "total_charges"]
    assert read.tolist() == [1889.5]


def test_a19_an_infinite_total_is_the_product_and_counted_as_both() -> None:
    cleaned = clean_customers(rows("a", spent=["inf"]), CONTRACT)
    assert cleaned.customers["spent"].tolist() == [7.5]  # 3 x 2.5
    assert cleaned.repairs == {"infinite_spent": 1, "imputed_spent": 1}


def test_a19_a_number_with_two_readings_is_quarantined_until_the_file_tells() -> None:
    alone = clean_customers(rows("a", price=["1,889"], spent=["8"]), CONTRACT)
    assert alone.by_rule == {"ambiguous_number price": 1}
    point = clean_customers(rows("a", price=["1,889"], spent=["8.5"]), CONTRACT)
    assert point.customers["price"].tolist() == [1889]
    assert (point.decimal, point.repairs) == (".", {"thousands_price": 1})
    comma = clean_customers(rows("a", price=["1,889"], spent=["8,5"]), CONTRACT)
    assert comma.customers[["price", "spent"]].to_numpy().tolist() == [[1.889, 8.5]]
    assert (comma.decimal, comma.repairs) == (",", {"decimal_comma": 2})


def test_a_decimal_comma_counts_once_for_the_file_and_groups_by_column() -> None:
    table = rows("a", "b", price=["1.889,50", "29,85"], spent=["5.668,5", "89"])
    cleaned = clean_customers(table, CONTRACT)
    assert cleaned.customers["price"].tolist() == [1889.5, 29.85]
    assert cleaned.customers["spent"].tolist() == [5668.5, 89]
    assert cleaned.repairs == {"decimal_comma": 3, "thousands_price": 1, "thousands_spent": 1}


def test_the_decimal_sign_of_the_contract_is_taken() -> None:
    reading = CONTRACT.reading.model_copy(update={"decimal": ","})
    stated = CONTRACT.model_copy(update={"reading": reading})
    cleaned = clean_customers(rows("a", price=["1.889"], spent=["8"]), stated)
    assert cleaned.customers["price"].tolist() == [1889]
    assert cleaned.decimal == ","
