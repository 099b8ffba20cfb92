"""The whole cleaning; what one column or one rule does is tested beside its own file."""

import math
from collections.abc import Sequence
from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.column import Column
from churn_platform.tables.files import write_table
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, changed, rows
from churn_platform_tests.telco import TELCO

RULES = settings(max_examples=50, deadline=None)


def _table(cells: Sequence[Sequence[str]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(cells), columns=CONTRACT.names(), dtype=object)
    return frame.set_axis(range(1, len(cells) + 1), axis="index")


def test_customers_are_typed_and_sorted_by_id(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four, TELCO)
    frame = cleaned.customers
    assert list(frame.columns) == TELCO.names()
    assert frame["customer_id"].tolist() == ["0001-A", "0002-B", "0003-C", "0004-D"]
    assert frame["churn"].tolist() == [1, 1, 0, 0]
    assert frame["tenure"].tolist() == [1, 34, 40, 0]
    assert frame["monthly_charges"].tolist() == [29.85, 56.95, 20.5, 19.9]
    assert frame["contract"].tolist() == ["Month-to-month"] * 4
    assert cleaned.row_numbers.tolist() == [2, 4, 1, 3]
    assert (cleaned.rows, cleaned.decimal) == (4, ".")


def test_a01_the_real_table_keeps_7043_customers_and_counts_11_blanks(stock: pd.DataFrame) -> None:
    cleaned = clean_customers(stock, TELCO)
    assert cleaned.customers.shape == (7043, 21)
    assert cleaned.repairs == {"blank_total_charges": 11}
    new = cleaned.customers["tenure"] == 0
    assert cleaned.customers.loc[new, "total_charges"].tolist() == [0.0] * 11
    assert str(cleaned.customers["total_charges"].dtype) == "float64"
    assert not cleaned.customers.isna().to_numpy().any()
    assert cleaned.customers["churn"].sum() == 1869
    assert (cleaned.quarantined, cleaned.duplicates, len(cleaned.unlabelled)) == (0, 0, 0)


def test_a15_an_empty_column_that_may_not_be_quarantines_every_row(stock: pd.DataFrame) -> None:
    cleaned = clean_customers(stock.assign(online_backup=""), TELCO)
    assert cleaned.by_rule == {"blank_not_allowed online_backup": 7043}
    assert (len(cleaned.customers), cleaned.quarantined) == (0, 7043)


def test_a15_an_empty_column_that_may_be_is_kept_as_missing(stock: pd.DataFrame) -> None:
    columns = [
        column.model_copy(update={"blank": "missing"}) if column.name == "online_backup" else column
        for column in TELCO.columns
    ]
    cleaned = clean_customers(
        stock.assign(online_backup=""), TELCO.model_copy(update={"columns": tuple(columns)})
    )
    assert (len(cleaned.customers), cleaned.quarantined) == (7043, 0)
    assert list(cleaned.customers.columns) == TELCO.names()
    assert cleaned.customers["online_backup"].isna().sum() == 7043
    assert cleaned.repairs == {"blank_total_charges": 11, "missing_online_backup": 7043}


def test_a16_bad_tokens_are_reported_and_the_rest_is_written(stock: pd.DataFrame) -> None:
    table = stock
    for row in (1, 2, 3):
        table = changed(table, row, monthly_charges="N/A")
    cleaned = clean_customers(changed(table, 4, contract="12"), TELCO)
    assert cleaned.by_rule == {
        "blank_not_allowed monthly_charges": 3,
        "value_not_allowed contract": 1,
    }
    assert cleaned.quarantine["value"].tolist() == ["N/A", "N/A", "N/A", "12"]
    assert len(cleaned.customers) == 7039


@pytest.mark.parametrize("blank", ["", "N/A"])
def test_a16_what_is_missing_is_written_and_read_as_what_it_is(blank: str) -> None:
    columns = dict.fromkeys(("rating", "visits", "offer"), [blank, blank])
    frame = clean_customers(rows("a", "b", left=["Yes", "No"], **columns), CONTRACT).customers
    file = BytesIO()
    write_table(frame, file)
    read = pd.read_parquet(BytesIO(file.getvalue()))
    assert read.isna().sum().to_dict() == frame.isna().sum().to_dict()
    assert read["rating"].isna().all() and read["offer"].isna().all()


def test_a17_every_column_is_there_by_name_where_text_is_not_object(stock: pd.DataFrame) -> None:
    frame = clean_customers(stock.astype("string"), TELCO).customers
    types = frame.dtypes.astype(str).to_dict()
    assert list(types) == TELCO.names()
    kinds = {"category": "category", "identifier": "object", "flag": "int64", "target": "int64"}
    numbers = {"tenure": "int64", "monthly_charges": "float64", "total_charges": "float64"}
    assert types == {c.name: kinds.get(c.kind) or numbers[c.name] for c in TELCO.columns}
    for name in TELCO.names("category"):
        assert set(frame[name]) == set(TELCO[name].values)


def test_a18_nothing_is_filled_in_the_input(four: pd.DataFrame) -> None:
    before = four.copy(deep=True)
    cleaned = clean_customers(four, TELCO)
    pd.testing.assert_frame_equal(four, before)
    assert not cleaned.customers.isna().to_numpy().any()
    assert {str(cleaned.customers[name].dtype) for name in TELCO.names("flag")} == {"int64"}


def test_a_repair_of_a_row_that_is_not_used_is_not_counted() -> None:
    table = rows("a", "b", plan=["FULL", "FULL"], months=["3", "x"])
    assert clean_customers(table, CONTRACT).repairs == {"respelled_plan": 1}


def test_a_repair_of_an_unlabelled_row_is_counted() -> None:
    table = rows("a", plan=[""], left=[""])
    cleaned = clean_customers(table, CONTRACT)
    assert cleaned.unlabelled["plan"].tolist() == ["Basic"]
    assert cleaned.repairs == {"blank_plan": 1}


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        clean_customers(rows(), CONTRACT)
    assert str(caught.value) == "the table has no rows; expected at least one customer"


_CELLS = {
    "identifier": ["a", "b", "c", "d", ""],
    "numeric": ["", "1", "2.0", "2,5", "2.5", "-1", "101", "NA", "inf", "1,889", "1e3", "x"],
    "flag": ["", "Yes", "no", "1.0", "0", "2"],
    "category": ["", "Basic", "full", "all", "None", "Spring", "spring", "NA", "x"],
    "target": ["", "Yes", "NO", "1", "x"],
}


def _sound(column: Column) -> list[str]:
    return {"numeric": ["3"], "category": list(column.values)}.get(column.kind, ["Yes", "No"])


def _cell(column: Column) -> st.SearchStrategy[str]:
    likely = st.sampled_from(_CELLS[column.kind])
    if column.kind == "identifier":
        return likely
    return st.one_of(*[st.sampled_from(_sound(column))] * 6, likely)


LIKELY = st.lists(st.tuples(*map(_cell, CONTRACT.columns)), min_size=1, max_size=12)
ANY = st.lists(st.tuples(*[st.text(max_size=6)] * len(CONTRACT.columns)), max_size=8)


def _is_sound(value: object, column: Column) -> bool:
    if column.kind == "category":
        return value in column.values or (value is None and column.may_be_missing)
    assert isinstance(value, int | float)
    if math.isnan(value):
        return column.may_be_missing
    if column.kind in ("flag", "target"):
        return value in (0, 1)
    low = -math.inf if column.low is None else column.low
    high = math.inf if column.high is None else column.high
    is_whole = not column.whole or float(value).is_integer()
    return math.isfinite(value) and low <= value <= high and is_whole


def _check_accounts(cleaned: Cleaned, rows: int) -> None:
    kept = len(cleaned.customers) + len(cleaned.unlabelled)
    assert kept + cleaned.quarantined + cleaned.duplicates == cleaned.rows == rows
    assert cleaned.quarantine["row"].nunique() == cleaned.quarantined
    assert sum(cleaned.by_rule.values()) == len(cleaned.quarantine)
    assert not set(cleaned.row_numbers) & set(cleaned.quarantine["row"])
    assert cleaned.row_numbers.is_unique and set(cleaned.row_numbers) <= set(range(1, rows + 1))
    ids = pd.concat([cleaned.customers["id"], cleaned.unlabelled["id"]])
    assert ids.is_unique and "" not in set(ids)


@RULES
@given(cells=LIKELY | ANY.filter(bool))
def test_every_row_is_accounted_for_and_no_value_is_other_than_allowed(
    cells: list[tuple[str, ...]],
) -> None:
    cleaned = clean_customers(_table(cells), CONTRACT)
    _check_accounts(cleaned, len(cells))
    for frame in (cleaned.customers, cleaned.unlabelled):
        for name in frame.columns.drop("id"):
            assert all(_is_sound(value, CONTRACT[name]) for value in frame[name].tolist())


@RULES
@given(cells=LIKELY, data=st.data())
def test_the_order_of_the_rows_does_not_matter(
    cells: list[tuple[str, ...]], data: st.DataObject
) -> None:
    one = clean_customers(_table(cells), CONTRACT)
    other = clean_customers(_table(data.draw(st.permutations(cells))), CONTRACT)
    pd.testing.assert_frame_equal(one.customers, other.customers)
    pd.testing.assert_frame_equal(one.unlabelled, other.unlabelled)
    assert one.by_rule == other.by_rule
    assert (one.duplicates, one.conflicting_ids) == (other.duplicates, other.conflicting_ids)


@RULES
@given(cells=ANY)
def test_any_text_is_cleaned_or_refused_in_one_line(cells: list[tuple[str, ...]]) -> None:
    try:
        cleaned = clean_customers(_table(cells), CONTRACT)
    except DataError as error:
        assert not cells
        assert "\n" not in str(error)
    else:
        _check_accounts(cleaned, len(cells))
