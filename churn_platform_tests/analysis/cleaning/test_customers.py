"""The whole cleaning, rule by rule, on four customers; values worked out by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.contracts.load import parse_contract
from churn_platform_tests.contracts.small import SMALL
from churn_platform_tests.telco import TELCO

CONTRACT = parse_contract(SMALL, "small.toml")
NAMES = ["id", "months", "price", "total", "plan", "left"]


def _small(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=NAMES, dtype=object).set_axis(range(1, len(rows) + 1))


def _changed(table: pd.DataFrame, column: str, row: int, value: str) -> pd.DataFrame:
    table = table.copy()
    table.loc[row, column] = value
    return table


def test_customers_are_typed_and_sorted_by_id(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four, TELCO)
    frame = cleaned.customers
    assert list(frame.columns) == TELCO.names()
    assert frame["customer_id"].tolist() == ["0001-A", "0002-B", "0003-C", "0004-D"]
    assert frame["churn"].tolist() == [1, 1, 0, 0]
    assert frame["tenure"].tolist() == [1, 34, 40, 0]
    assert frame["monthly_charges"].tolist() == [29.85, 56.95, 20.5, 19.9]
    assert frame["contract"].tolist() == ["Month-to-month"] * 4
    kinds = {name: str(frame[name].dtype) for name in ("tenure", "total_charges", "partner")}
    assert kinds == {"tenure": "int64", "total_charges": "float64", "partner": "int64"}
    assert frame["contract"].dtype == object
    assert cleaned.row_numbers.tolist() == [2, 4, 1, 3]


def test_a_blank_total_of_a_new_customer_is_zero_and_counted(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four, TELCO)
    assert cleaned.customers["total_charges"].tolist() == [29.85, 1889.5, 820.0, 0.0]
    assert cleaned.repairs == {"blank_total_charges": 1}


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


def test_a02_a_blank_total_of_an_old_customer_is_tenure_times_price(four: pd.DataFrame) -> None:
    cleaned = clean_customers(_changed(four, "total_charges", 1, ""), TELCO)
    assert cleaned.customers["total_charges"].tolist() == [29.85, 1889.5, 40 * 20.5, 0.0]
    assert cleaned.repairs == {"blank_total_charges": 1, "imputed_total_charges": 1}


def test_a02_without_its_factors_a_blank_product_is_quarantined(four: pd.DataFrame) -> None:
    table = _changed(_changed(four, "total_charges", 1, ""), "monthly_charges", 1, "x")
    cleaned = clean_customers(table, TELCO)
    assert cleaned.by_rule == {
        "blank_not_allowed total_charges": 1,
        "not_a_number monthly_charges": 1,
    }
    assert cleaned.quarantined == 1


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["0", "1", "0", "1"], [1, 1, 0, 0]),
        (["No", "Yes", "no", "YES"], [1, 1, 0, 0]),
        (["0.0", "1.0", "0.0", "1.0"], [1, 1, 0, 0]),
        (["0", "Yes", "false", "1.0"], [1, 1, 0, 0]),
    ],
)
def test_a10_a_flag_is_0_or_1_in_every_spelling(
    four: pd.DataFrame, words: list[str], values: list[int]
) -> None:
    cleaned = clean_customers(four.assign(senior_citizen=words), TELCO)
    assert cleaned.customers["senior_citizen"].tolist() == values
    assert cleaned.repairs == {"blank_total_charges": 1}


def test_a10_any_other_word_for_a_flag_is_rejected_by_name_and_count(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four.assign(senior_citizen=["0", "2", "maybe", "1"]), TELCO)
    assert cleaned.by_rule == {"value_not_allowed senior_citizen": 2}
    assert cleaned.quarantine["value"].tolist() == ["2", "maybe"]
    assert cleaned.quarantine["row"].tolist() == [2, 3]


def test_a11_500_repeated_rows_are_dropped_and_counted(stock: pd.DataFrame) -> None:
    twice = pd.concat([stock, stock.head(500)]).set_axis(range(1, 7544))
    cleaned = clean_customers(twice, TELCO)
    assert (len(cleaned.customers), cleaned.duplicates) == (7043, 500)
    pd.testing.assert_frame_equal(cleaned.customers, clean_customers(stock, TELCO).customers)


def test_a11_of_a_contradicted_id_no_row_is_used(stock: pd.DataFrame) -> None:
    other = stock.head(5).assign(churn=stock["churn"].head(5).map({"Yes": "No", "No": "Yes"}))
    cleaned = clean_customers(pd.concat([stock, other]).set_axis(range(1, 7049)), TELCO)
    assert (cleaned.conflicting_ids, cleaned.quarantined, cleaned.duplicates) == (5, 10, 0)
    assert len(cleaned.customers) == 7038
    assert cleaned.by_rule == {"conflicting_id customer_id": 10}
    assert set(cleaned.quarantine["id"]) == set(stock["customer_id"].head(5))


def test_a11_the_same_customer_spelled_otherwise_is_a_repeat(four: pd.DataFrame) -> None:
    again = four.loc[[2]].assign(total_charges="29.850", partner="no", contract="month-to-month")
    cleaned = clean_customers(pd.concat([four, again]).set_axis(range(1, 6)), TELCO)
    assert (cleaned.duplicates, cleaned.conflicting_ids) == (1, 0)


def test_a12_unlabelled_customers_are_kept_apart(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four.assign(churn=["", "Yes", "No", "n/a"]), TELCO)
    assert cleaned.unlabelled["customer_id"].tolist() == ["0002-B", "0003-C"]
    assert list(cleaned.unlabelled.columns) == [n for n in TELCO.names() if n != "churn"]
    assert cleaned.customers["churn"].tolist() == [1, 0]


@pytest.mark.parametrize(("word", "label"), [("yes", 1), ("NO", 0), ("True", 1), ("0", 0)])
def test_a12_a_label_in_another_case_or_word_is_understood(
    four: pd.DataFrame, word: str, label: int
) -> None:
    cleaned = clean_customers(_changed(four, "churn", 2, word), TELCO)
    assert cleaned.customers["churn"].tolist()[0] == label


def test_a12_a_label_that_nobody_knows_is_never_0(four: pd.DataFrame) -> None:
    cleaned = clean_customers(_changed(four, "churn", 2, "Perhaps"), TELCO)
    assert cleaned.by_rule == {"label_not_recognised churn": 1}
    assert cleaned.customers["customer_id"].tolist() == ["0002-B", "0003-C", "0004-D"]


def test_a15_an_empty_column_that_may_not_be_quarantines_every_row(four: pd.DataFrame) -> None:
    cleaned = clean_customers(four.assign(online_backup=""), TELCO)
    assert cleaned.by_rule == {"blank_not_allowed online_backup": 4}
    assert (len(cleaned.customers), cleaned.quarantined) == (0, 4)
    assert str(cleaned.customers["tenure"].dtype) == "int64"  # typed even when empty


def test_a16_bad_tokens_are_reported_by_rule_and_column(four: pd.DataFrame) -> None:
    table = _changed(_changed(four, "monthly_charges", 2, "N/A"), "contract", 4, "12")
    cleaned = clean_customers(table, TELCO)
    assert cleaned.by_rule == {
        "blank_not_allowed monthly_charges": 1,
        "value_not_allowed contract": 1,
    }
    assert cleaned.customers["customer_id"].tolist() == ["0003-C", "0004-D"]


def test_a17_every_contracted_column_is_there_by_name_and_type(stock: pd.DataFrame) -> None:
    frame = clean_customers(stock, TELCO).customers
    for name in TELCO.names("category"):
        assert set(frame[name]) <= set(TELCO[name].values)
        assert frame[name].dtype == object
    assert frame.columns.tolist() == TELCO.names()


def test_a18_cleaning_leaves_its_input_as_it_was(four: pd.DataFrame) -> None:
    before = four.copy(deep=True)
    clean_customers(four, TELCO)
    pd.testing.assert_frame_equal(four, before)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("tenure", "-3", "out_of_range tenure"),
        ("tenure", "12.5", "not_whole tenure"),
        ("monthly_charges", "inf", "blank_not_allowed monthly_charges"),
        ("total_charges", "-1", "out_of_range total_charges"),
    ],
)
def test_a19_an_impossible_number_is_quarantined_by_rule(
    four: pd.DataFrame, column: str, value: str, rule: str
) -> None:
    cleaned = clean_customers(_changed(four, column, 2, value), TELCO)
    assert cleaned.by_rule == {rule: 1}
    assert cleaned.quarantine["id"].tolist() == ["0001-A"]


def test_a19_a_thousands_separator_is_read_and_counted(four: pd.DataFrame) -> None:
    cleaned = clean_customers(_changed(four, "total_charges", 4, "1,889.50"), TELCO)
    assert cleaned.customers["total_charges"].tolist()[1] == 1889.5
    assert cleaned.repairs["thousands_total_charges"] == 1


def test_a20_no_internet_service_stays_a_level_of_its_own(four: pd.DataFrame) -> None:
    words = ["No", "Yes", "No internet service", "no  internet service"]
    cleaned = clean_customers(four.assign(tech_support=words), TELCO)
    third = "No internet service"
    assert cleaned.customers["tech_support"].tolist() == ["Yes", third, "No", third]
    assert cleaned.repairs["respelled_tech_support"] == 1


def test_a24_a_formula_in_an_id_stays_the_text_it_is(four: pd.DataFrame) -> None:
    cleaned = clean_customers(_changed(four, "customer_id", 1, "=1+1"), TELCO)
    assert "=1+1" in cleaned.customers["customer_id"].tolist()


def test_a_decimal_comma_file_is_read_as_one() -> None:
    cleaned = clean_customers(_small(("a", "3", "29,85", "89,55", "Basic", "No")), CONTRACT)
    assert cleaned.customers[["price", "total"]].to_numpy().tolist() == [[29.85, 89.55]]
    assert (cleaned.decimal, cleaned.repairs) == (",", {"decimal_comma": 2})


def test_a_blank_and_another_spelling_mean_what_the_contract_says() -> None:
    rows = ("a", "3", "2", "6", "", "No"), ("b", "3", "2", "6", "ALL", "Yes")
    cleaned = clean_customers(_small(*rows), CONTRACT)
    assert cleaned.customers["plan"].tolist() == ["Basic", "Full"]
    assert cleaned.repairs == {"blank_plan": 1, "respelled_plan": 1}


def test_ids_are_needed_and_a_blank_one_is_quarantined() -> None:
    rows = ("", "3", "2", "6", "Full", "No"), ("b", "3", "2", "6", "Full", "Yes")
    cleaned = clean_customers(_small(*rows), CONTRACT)
    assert cleaned.by_rule == {"blank_id id": 1}


def test_without_an_id_column_the_content_tells_customers_apart() -> None:
    text = SMALL.replace('header = "Customer ID"\naliases = ["Client"]\n', "")
    contract = parse_contract(text, "small.toml")
    rows = [(str(n), "2", "6", "Full", "No") for n in (3, 4, 3)]
    table = pd.DataFrame(rows, columns=NAMES[1:], dtype=object).set_axis([1, 2, 3])
    cleaned = clean_customers(table, contract)
    assert (len(cleaned.customers), cleaned.duplicates) == (2, 1)
    assert cleaned.customers["id"].str.fullmatch("[0-9a-f]{16}").all()
    again = clean_customers(table.iloc[::-1].set_axis([1, 2, 3]), contract)
    pd.testing.assert_frame_equal(again.customers, cleaned.customers)


def test_a_row_with_two_broken_rules_has_two_lines_and_counts_once() -> None:
    cleaned = clean_customers(_small(("a", "x", "y", "6", "Full", "No")), CONTRACT)
    assert cleaned.quarantine["rule"].tolist() == ["not_a_number", "not_a_number"]
    assert cleaned.quarantine["column"].tolist() == ["months", "price"]
    assert cleaned.quarantined == 1


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(DataError, match="the table has no rows; expected at least one customer"):
        clean_customers(_small().astype(object), CONTRACT)


CELL = st.sampled_from(
    ["", "1", "2", "2.5", "1,5", "-1", "NA", "inf", "Basic", "full", "all", "Yes", "no", "x", "a"]
) | st.text(max_size=6)  # fmt: skip
ROWS = st.lists(st.tuples(*[CELL] * 6), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 2**16))
def test_any_cells_give_tables_in_which_every_row_is_accounted_for(
    rows: list[tuple[str, ...]], seed: int
) -> None:
    table = _small(*rows)
    cleaned = clean_customers(table, CONTRACT)
    customers, unlabelled = cleaned.customers, cleaned.unlabelled
    kept = len(customers) + len(unlabelled)
    assert kept + cleaned.quarantined + cleaned.duplicates == cleaned.rows == len(rows)
    assert set(customers["plan"]) <= {"Basic", "Full"}
    assert set(customers["left"]) <= {0, 1}
    assert pd.concat([customers["id"], unlabelled["id"]]).is_unique
    assert not customers.isna().to_numpy().any()
    shuffled = table.sample(frac=1, random_state=seed).set_axis(table.index)
    again = clean_customers(shuffled, CONTRACT)
    pd.testing.assert_frame_equal(again.customers, customers)
    assert again.by_rule == cleaned.by_rule
