import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.sources.drafting.rows import check_sums, drop_non_customers
from churn_platform_tests.sources.drafting.made_columns import columns, frame_of


def test_a_row_of_one_sum_with_more_blanks_than_most_is_refused_whatever_it_is_called() -> None:
    fees = [10 + n % 7 for n in range(40)]
    table = {"kunde": [*map(str, range(40)), "Iš viso"], "ort": [*"ab" * 20, ""]}
    with pytest.raises(DataError, match=r"^row 41: is the sum of all other rows in 'fee'"):
        check_sums(columns(table | {"fee": [*fees, sum(fees)]}))


def test_a_customer_as_large_as_all_others_is_no_sum() -> None:
    fees = [10 + n % 7 for n in range(40)]
    table = {"kunde": range(41), "ort": "ab" * 20 + "a", "fee": [*fees, sum(fees)]}
    check_sums(columns(table))


def test_what_is_said_of_a_total_is_true_of_the_runs_too() -> None:
    fees = [10 + n % 7 for n in range(40)]
    table = {"kunde": [*range(40), "Total"], "ort": ["a"] * 40 + [""], "fee": [*fees, sum(fees)]}
    rest, [doubt] = drop_non_customers(frame_of(table | {"churn": ["no"] * 41}))
    assert len(rest) == 40
    assert doubt.endswith("left out here, and in runs if it has no outcome; better remove it")
