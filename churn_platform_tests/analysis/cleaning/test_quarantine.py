import pandas as pd

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, rows


def test_a_row_has_one_line_for_each_rule_it_breaks_and_counts_once() -> None:
    table = rows("a", "b", months=["3", "-2.5"], price=["2.5", "x"], plan=["Full", "Gold"])
    cleaned = clean_customers(table, CONTRACT)
    expected = {
        "row": [2, 2, 2, 2],
        "rule": ["out_of_range", "not_whole", "not_a_number", "value_not_allowed"],
        "column": ["months", "months", "price", "plan"],
        "value": ["-2.5", "-2.5", "x", "Gold"],
        "id": ["b", "b", "b", "b"],
    }
    assert cleaned.quarantine.to_dict("list") == expected
    assert (cleaned.quarantined, len(cleaned.customers)) == (1, 1)


def test_lines_are_sorted_by_row_and_counted_by_rule_and_column_most_first() -> None:
    table = rows("a", "b", "c", plan=["Gold", "Full", "Gold"], months=["3", "", "3"])
    cleaned = clean_customers(table, CONTRACT)
    assert cleaned.quarantine["row"].tolist() == [1, 2, 3]
    assert list(cleaned.by_rule.items()) == [
        ("value_not_allowed plan", 2),
        ("blank_not_allowed months", 1),
    ]


def test_its_rows_are_those_of_the_source() -> None:
    table = rows("a", "b", "c", months=["3", "x", "3"]).set_axis([1, 70, 900])
    cleaned = clean_customers(table, CONTRACT)
    assert cleaned.quarantine["row"].tolist() == [70]
    assert cleaned.row_numbers.tolist() == [1, 900]


def test_its_types_do_not_depend_on_what_it_holds() -> None:
    types = {
        "row": "int64",
        "rule": "object",
        "column": "object",
        "value": "object",
        "id": "object",
    }
    for months in ("3", "x"):
        lines = clean_customers(rows("a", months=[months]), CONTRACT).quarantine
        assert lines.dtypes.astype(str).to_dict() == types
        assert isinstance(lines.index, pd.RangeIndex)
    assert len(clean_customers(rows("a"), CONTRACT).quarantine) == 0


def test_a_repeated_bad_row_has_one_line() -> None:
    cleaned = clean_customers(rows("a", "a", months=["x", "x"]), CONTRACT)
    assert cleaned.by_rule == {"not_a_number months": 1}
    assert (cleaned.quarantined, cleaned.duplicates) == (1, 1)
