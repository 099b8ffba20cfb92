"""A cell, a customer as JSON and a column of a table are read by one rule."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.one_customer.cell import cell_reader
from churn_platform.analysis.one_customer.row import RowReader
from churn_platform.analysis.parsing.cells import RULES, Cells, Reading, text_of
from churn_platform.analysis.parsing.number_format import recognised
from churn_platform.analysis.parsing.rules import rule_of
from churn_platform.config.contracts.column import BlankValue, Column
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, rows


def _column(kind: Any = "numeric", **given: Any) -> Column:
    return Column(name="one", kind=kind, header="One", **given)


COLUMNS = [
    _column(),
    _column(low=-5, high=1e6, whole=True, blank="missing"),
    _column(decimal=",", missing=("-999", "?"), format=("€", "()", "-"), blank="missing"),
    _column(decimal=".", missing=("-1.5", "00", "1e3"), format=("months",), high=100),
    _column(blank=BlankValue(value=7.0)),
    _column("flag"),
    _column("flag", yes=("2",), no=("1",), blank="missing", missing=("9",)),
    _column("flag", blank=BlankValue(value="No"), missing=("-1",)),
    _column("category", values=("1", "2", "None"), missing=("3",), blank="missing"),
    _column("category", values=("Full", "True"), spellings={"all": "Full"}),
]
ODD = [
    "", "-", "?", "NA", "#n/a", "None", "inf", "-Infinity", "1e999", "9" * 400, "1,889", "1.889",
    "1'889", "1 889,5", "-999", "-999.0", "-999,0", "(12,5 €)", "12.5-", "\u221212", "00", "0",
    "1000", "1.5 months", "9007199254740992", "9007199254740993", "2.5", "-0", "1", "2",
    "2.0", "9", "TRUE", " full ", "ALL", "y", "yes", "\u0661", "1_0", "0x1", "1e3", "-1.50",
]  # fmt: skip
READER = RowReader(CONTRACT)
texts = st.sampled_from(ODD) | st.text("0123456789.,-+eE €()' aNnys", max_size=8).map(str.strip)
numbers = (
    st.booleans()
    | st.integers(-1000, 1000)
    | st.floats()
    | st.sampled_from([-999, -999.0, -1.5, 1e3, 2.0**53 + 2, 10**400, 1, 2, 9])
)


def _of_row(cells: Cells, row: int) -> Reading:
    value = cells.values[row]
    marks = {rule for rule, where in cells.marks.items() if where[row]}
    return None if pd.isna(value) else value, tuple(sorted(marks))


@pytest.mark.parametrize("column", COLUMNS)
@settings(max_examples=30, deadline=None)
@given(texts=st.lists(texts, min_size=1, max_size=6), decimal=st.sampled_from([None, ".", ","]))
def test_a_text_alone_in_a_table_and_of_one_customer_is_the_same(
    column: Column, texts: list[str], decimal: str | None
) -> None:
    rule, read = rule_of(column, recognised((), decimal)), cell_reader(column, decimal)
    cells = rule.table(pd.Series(texts, dtype=object))
    for row, text in enumerate(texts):
        value, marks = rule.text(text)
        assert _of_row(cells, row) == (value, tuple(sorted(set(marks))))
        assert read(text).value == (None if set(marks) & set(RULES) else value)
        assert read(f" {text}\n").value == read(text).value


@pytest.mark.parametrize("column", COLUMNS)
@settings(max_examples=30, deadline=None)
@given(value=numbers)
def test_a_json_number_is_what_its_text_is(column: Column, value: float) -> None:
    rule = rule_of(column, recognised((), "."))
    text = text_of(value)
    if column.kind == "numeric" and column.decimal == ",":
        text = text.replace(".", ",")
    found, by_text = rule.json(value), rule.text(text)
    if column.kind == "flag" and by_text[1] == ("value_not_allowed",) and value in (0, 1):
        assert found == (float(value), ())  # what JSON has for yes and no
    elif column.kind == "numeric" and value != value:
        assert set(found[1]) & {"infinite"} and found[0] == by_text[0]
    else:
        marks = set(by_text[1]) - {"decimal_comma"}
        assert (found[0], set(found[1])) == (by_text[0], marks)


@pytest.mark.parametrize("name", CONTRACT.features)
@settings(max_examples=15, deadline=None)
@given(text=texts)
def test_one_customer_has_the_values_that_a_table_of_it_has(name: str, text: str) -> None:
    table = rows("a", **{name: [text]})
    cleaned = clean_customers(table, CONTRACT, recognised((), None))
    given = {CONTRACT[each].source: table[each].iloc[0] for each in CONTRACT.features}
    row = READER.read(given)
    if cleaned.quarantined:
        assert row.problems or row.values[name] is None
        return
    assert not row.problems
    customer = cleaned.customers.iloc[0]
    for each, value in row.values.items():
        assert value == (None if pd.isna(customer[each]) else customer[each])


@pytest.mark.parametrize("text", ["-999", "-999.0", "-999.00", "-9.99e2"])
def test_a_number_for_nothing_is_one_however_it_is_written(text: str) -> None:
    rule = rule_of(_column(missing=("-999",), blank="missing"), recognised((), "."))
    assert rule.text(text) == rule.json(float(text)) == (None, ("na", "missing"))
    assert _of_row(rule.table(pd.Series([text])), 0) == (None, ("missing", "na"))


def test_a_word_of_zeros_for_nothing_is_not_the_number_zero() -> None:
    rule = rule_of(_column(missing=("00",), blank="missing"), recognised((), "."))
    assert rule.text("00")[0] is None
    assert rule.text("0")[0] == rule.json(0)[0] == rule.table(pd.Series(["0"])).values[0] == 0


def test_an_endless_word_for_nothing_takes_no_other_number_along() -> None:
    column = _column(missing=("1e999",), blank=BlankValue(value=7.0))
    rule = rule_of(column, recognised((), "."))
    assert rule.text("1e999") == (7.0, ("na", "blank"))
    assert rule.text("7") == rule.json(7) == (7.0, ())


def test_a_flag_coded_with_numbers_is_read_by_the_contracts_words_from_json() -> None:
    read = cell_reader(_column("flag", yes=("2",), no=("1",)))
    assert [read(value).value for value in (2, 1, 2.0, "1", True)] == [1.0, 0.0, 1.0, 0.0, 1.0]
    remark = read(3).remark
    assert remark is not None and (remark.kind, remark.found) == ("wrong", "3")
