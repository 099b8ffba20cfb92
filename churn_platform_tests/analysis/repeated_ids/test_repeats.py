import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.repeated_ids.repeats import Repeats, hidden_repeats, named_repeats

CUSTOMERS, EACH = 200, 12
ROWS = CUSTOMERS * EACH
RNG = np.random.default_rng(11)
WHO = RNG.permutation(np.repeat(np.arange(CUSTOMERS) + 5_000, EACH))
LEFT = (RNG.random(CUSTOMERS) < 0.3).astype(float)[WHO - 5_000]


def _columns(**columns: object) -> dict[str, pd.Series]:
    return {
        name.replace("_", " "): pd.Series(values, dtype=object) for name, values in columns.items()
    }


@pytest.mark.parametrize(
    "header",
    ["Customer ID", "kundennummer", "CLIENTNUM", "顧客ID", "msno", "MSISDN", "account", "id"],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_a_header_that_says_customers_id_says_that_rows_repeat_them(
    header: str, as_text: bool
) -> None:
    ids = [f"C-{who}" for who in WHO] if as_text else WHO.astype(float)
    found = named_repeats({"Age": pd.Series(WHO % 60), header: pd.Series(ids)})
    assert found == Repeats(header, CUSTOMERS, ROWS)
    assert str(found) == f"{header!r} holds 200 customers in 2,400 rows"


@pytest.mark.parametrize(
    "header", ["Product ID", "Customer Age", "Number of members", "Zip", "Customer type", "Date"]
)
def test_other_headers_say_nothing(header: str) -> None:
    assert named_repeats({header: pd.Series(WHO)}) is None


def test_ids_that_hardly_repeat_are_left_to_the_check_of_ids() -> None:
    few = pd.Series([*range(95), *range(5)])
    assert named_repeats({"Customer ID": few}) is None


def test_a_number_of_members_and_a_code_of_few_kinds_are_no_ids() -> None:
    members, kinds = WHO % 60 + 1, [f"K{who % 7}" for who in WHO]
    columns = {"Member number": pd.Series(members), "Customer code": pd.Series(kinds)}
    assert named_repeats(columns) is None
    assert named_repeats({"Customer ID": pd.Series(kinds)}) == Repeats("Customer ID", 7, ROWS)


@pytest.mark.parametrize("header", ["id", "user", "Client", "customer_id"])
def test_ids_that_count_from_1_on_are_ids(header: str) -> None:
    assert named_repeats({header: pd.Series(WHO - 4_999)}) == Repeats(header, CUSTOMERS, ROWS)


def test_a_category_and_a_flag_named_like_customers_are_no_ids() -> None:
    kinds = pd.Series(["new", "known"] * 50)
    assert named_repeats({"Customer": kinds, "Account": kinds}) is None


def test_rows_of_one_value_that_have_one_outcome_are_of_one_customer() -> None:
    assert hidden_repeats(_columns(k7=WHO, amount=RNG.random(ROWS)), pd.Series(LEFT)) == Repeats(
        "k7", CUSTOMERS, ROWS
    )


def test_rows_of_one_value_and_of_a_month_each_are_of_one_customer() -> None:
    month = np.empty(ROWS, dtype=object)
    for who in np.unique(WHO):
        month[who == WHO] = [f"2024-{m + 1:02}" for m in RNG.permutation(EACH)]
    last = (month == "2024-12") & (LEFT == 1)  # the outcome changes in the last month
    columns = _columns(k7=WHO, month=month, usage=RNG.integers(0, 500, ROWS))
    found = hidden_repeats(columns, pd.Series(last.astype(float)))
    assert found == Repeats("k7", CUSTOMERS, ROWS)


@pytest.mark.parametrize(
    ("header", "form"),
    [("month", "2024-{:02}"), ("m", "{:02}/2024"), ("m", "31.{:02}.2024"), ("x", "M{}")],
)
def test_numbers_below_1000_that_come_once_a_month_are_ids(header: str, form: str) -> None:
    line, month = np.tile(np.arange(1, 81), EACH), np.repeat(np.arange(1, EACH + 1), 80)
    usage, calls = RNG.integers(0, 500, len(line)), RNG.integers(0, 30, len(line))
    months = [form.format(one) for one in month]
    left = pd.Series(((month == EACH) & (line % 3 == 0)).astype(float))
    columns = _columns(line=line, usage=usage, calls=calls) | {header: pd.Series(months)}
    assert hidden_repeats(columns, left) == Repeats("line", 80, 80 * EACH)
    by_chance = columns | {"line": pd.Series(RNG.permutation(line))}
    assert hidden_repeats(by_chance, left) is None


def test_numbers_below_1000_with_one_outcome_each_are_ids_if_another_column_agrees() -> None:
    columns = _columns(k7=WHO - 4_999, amount=RNG.random(ROWS), calls=RNG.integers(0, 9, ROWS))
    town = pd.Series(WHO % 17).map("t{}".format)
    assert hidden_repeats(columns, pd.Series(LEFT)) is None
    found = hidden_repeats(columns | {"town": town}, pd.Series(LEFT))
    assert found == Repeats("k7", CUSTOMERS, ROWS)


def test_what_repeats_without_being_a_customer_is_none() -> None:
    code = RNG.integers(0, 400, ROWS)
    columns = _columns(
        zip=90_000 + code,
        city=[f"c{one // 4}" for one in code],
        month=RNG.integers(1, 13, ROWS),
        price=RNG.choice([9.5, 12.5, 20.0], ROWS),
        age=RNG.integers(18, 90, ROWS),
        tenure=[1_000 + 3 * one for one in WHO],  # a measure by its header
        rep=[f"R{one}" for one in RNG.integers(0, 60, ROWS)],
        surname=[f"S{one}" for one in RNG.integers(0, 900, ROWS)],
    )
    assert hidden_repeats(columns, pd.Series(LEFT)) is None


def test_a_score_that_knows_the_outcome_is_a_leak_and_no_id() -> None:
    score = np.where(LEFT == 1, RNG.integers(70, 100, ROWS), RNG.integers(1, 70, ROWS))
    assert hidden_repeats(_columns(score=score), pd.Series(LEFT)) is None


def test_blanks_and_rows_without_an_outcome_do_not_count() -> None:
    labels = pd.Series(np.where(RNG.random(ROWS) < 0.2, np.nan, LEFT))
    ids = pd.Series([str(who) for who in WHO], dtype=object)
    ids[RNG.random(ROWS) < 0.1] = ""
    found = hidden_repeats({"k7": ids}, labels)
    assert found == Repeats("k7", CUSTOMERS, int((ids != "").sum()))


def test_the_real_table_has_one_row_for_each_customer(stock: pd.DataFrame) -> None:
    target = stock["churn"].map({"Yes": 1.0, "No": 0.0})
    columns = {str(name): stock[name] for name in stock.columns if name != "churn"}
    assert named_repeats(columns) is None
    assert hidden_repeats(columns, target) is None
