import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.config.contracts.load import parse_contract
from churn_platform_tests.analysis.cleaning.texts import CONTRACT, changed, joined, rows
from churn_platform_tests.config.contracts.small import SMALL
from churn_platform_tests.telco import TELCO

UNNAMED = parse_contract(
    SMALL.replace('header = "Customer ID"\naliases = ["Client"]\n', ""), "small.toml"
)


def _unnamed(*cells: tuple[str, ...]) -> pd.DataFrame:
    names = ["months", "price", "total", "plan", "left"]
    return pd.DataFrame(list(cells), columns=names, dtype=object).set_axis(range(1, len(cells) + 1))


def test_a11_500_repeated_rows_are_dropped_and_counted(stock: pd.DataFrame) -> None:
    cleaned = clean_customers(joined(stock, stock.head(500)), TELCO)
    assert (len(cleaned.customers), cleaned.duplicates, cleaned.rows) == (7043, 500, 7543)
    pd.testing.assert_frame_equal(cleaned.customers, clean_customers(stock, TELCO).customers)


def test_a11_of_a_contradicted_id_no_row_is_used(stock: pd.DataFrame) -> None:
    other = stock.head(5).assign(churn=stock["churn"].head(5).map({"Yes": "No", "No": "Yes"}))
    cleaned = clean_customers(joined(stock, other), TELCO)
    assert (cleaned.conflicting_ids, cleaned.quarantined, cleaned.duplicates) == (5, 10, 0)
    assert len(cleaned.customers) == 7038
    assert cleaned.by_rule == {"conflicting_id customer_id": 10}
    assert cleaned.quarantine["row"].tolist() == [1, 2, 3, 4, 5, 7044, 7045, 7046, 7047, 7048]
    assert cleaned.quarantine["value"].tolist() == stock["customer_id"].head(5).tolist() * 2


def test_a11_the_same_customer_spelled_otherwise_is_a_repeat(four: pd.DataFrame) -> None:
    again = four.loc[[2]].assign(total_charges="29.850", partner="no", contract="month-to-month")
    cleaned = clean_customers(joined(four, again), TELCO)
    assert (cleaned.duplicates, cleaned.conflicting_ids) == (1, 0)
    assert cleaned.row_numbers.tolist() == [2, 4, 1, 3]  # the first is kept
    assert cleaned.repairs == {"blank_total_charges": 1}


def test_a11_a_repeat_of_a_contradicted_row_is_a_repeat_all_the_same() -> None:
    cleaned = clean_customers(rows("a", "a", "a", "b", price=["1", "1", "2", "1"]), CONTRACT)
    assert (cleaned.duplicates, cleaned.conflicting_ids, cleaned.quarantined) == (1, 1, 2)
    assert cleaned.quarantine["row"].tolist() == [1, 3]
    assert cleaned.customers["id"].tolist() == ["b"]


def test_a11_a_row_that_cannot_be_used_contradicts_its_id_too() -> None:
    cleaned = clean_customers(rows("a", "a", "b", price=["1", "x", "1"]), CONTRACT)
    assert cleaned.by_rule == {"conflicting_id id": 2, "not_a_number price": 1}
    assert (cleaned.conflicting_ids, cleaned.quarantined) == (1, 2)
    assert cleaned.customers["id"].tolist() == ["b"]


def test_a11_a_customer_with_and_without_a_label_is_contradicted() -> None:
    cleaned = clean_customers(rows("a", "a", left=["", "No"]), CONTRACT)
    assert (cleaned.conflicting_ids, cleaned.quarantined, len(cleaned.unlabelled)) == (1, 2, 0)


def test_a11_what_cannot_be_used_is_compared_as_text() -> None:
    same, other = rows("a", "a", price=["x", "x"]), rows("a", "a", price=["x", "y"])
    assert clean_customers(same, CONTRACT).duplicates == 1
    assert clean_customers(other, CONTRACT).duplicates == 0


def test_a11_missing_cells_are_alike() -> None:
    cleaned = clean_customers(rows("a", "a", rating=["", "NA"], offer=["", ""]), CONTRACT)
    assert (cleaned.duplicates, len(cleaned.customers)) == (1, 1)


@pytest.mark.parametrize("others", [("a\0b", "a\0c"), ("A", "a"), ("7590", "7590.0"), ("1", "01")])
def test_ids_are_compared_as_they_are_written(others: tuple[str, str]) -> None:
    cleaned = clean_customers(rows(*others, price=["1", "2"]), CONTRACT)
    assert cleaned.customers["id"].tolist() == sorted(others)
    assert cleaned.conflicting_ids == 0


def test_a24_a_formula_in_an_id_stays_the_text_it_is(four: pd.DataFrame) -> None:
    formulas = ["=1+1", "+cmd", "@SUM(A1)", "-5"]
    cleaned = clean_customers(four.assign(customer_id=formulas), TELCO)
    assert cleaned.customers["customer_id"].tolist() == ["+cmd", "-5", "=1+1", "@SUM(A1)"]


def test_blank_ids_are_quarantined_and_contradict_nobody() -> None:
    cleaned = clean_customers(rows("", "", "b", price=["1", "2", "1"]), CONTRACT)
    assert cleaned.by_rule == {"blank_id id": 2}
    assert cleaned.quarantine["value"].tolist() == ["", ""]
    assert (cleaned.conflicting_ids, len(cleaned.customers)) == (0, 1)


def test_an_id_made_from_the_content_is_a_part_of_its_sha_256() -> None:
    cleaned = clean_customers(_unnamed(("3", "2", "6", "Full", "No")), UNNAMED)
    # printf '3\x1f2\x1f6\x1fFull\x1fNo' | sha256sum
    assert cleaned.customers["id"].tolist() == ["982a5f3594c39c33"]


def test_without_an_id_column_the_content_tells_customers_apart() -> None:
    table = _unnamed(*[(months, "2", "6", "Full", "No") for months in ("3", "4", "3")])
    cleaned = clean_customers(table, UNNAMED)
    assert (len(cleaned.customers), cleaned.duplicates, cleaned.conflicting_ids) == (2, 1, 0)
    again = clean_customers(table.iloc[::-1].set_axis([1, 2, 3]), UNNAMED)
    pd.testing.assert_frame_equal(again.customers, cleaned.customers)


def test_the_input_keeps_its_ids(four: pd.DataFrame) -> None:
    table = changed(four, 1, customer_id="")
    before = table.copy(deep=True)
    clean_customers(table, TELCO)
    pd.testing.assert_frame_equal(table, before)
