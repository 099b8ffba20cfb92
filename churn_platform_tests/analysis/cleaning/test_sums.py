from functools import reduce
from operator import add

import numpy as np
import pytest

from churn_platform.analysis.cleaning.sums import Sums, row_of_sums, sums_of

MONTHS = np.array([1.0, 2, 3, 4, 5, 15])
FEES = np.array([10.0, 20, np.nan, 30, 40, 100])
ROWS = np.arange(1, 7)


def test_the_row_of_the_sums_is_known_by_two_columns() -> None:
    sums = {"months": sums_of(MONTHS, ROWS), "fee": sums_of(FEES, ROWS)}
    assert sums["fee"] == Sums(total=200, filled=5, largest=100, row=6)
    assert row_of_sums(sums) == (6, ["months", "fee"])
    assert row_of_sums({"months": sums["months"]}) is None


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_parts_of_a_table_come_to_the_same(cut: int) -> None:
    parts = [sums_of(FEES[:cut], ROWS[:cut]), sums_of(FEES[cut:], ROWS[cut:])]
    assert reduce(add, parts) == sums_of(FEES, ROWS)


def test_a_rounded_sum_is_one_and_a_large_number_is_none() -> None:
    fees = np.array([1.004, 2.004, 3.004, 4.004, 10.02])
    assert sums_of(fees, np.arange(5)).is_sum is False  # 10.016 is 4 in 10,000 away
    assert sums_of(fees + [0, 0, 0, 0, -0.004], np.arange(5)).is_sum
    assert not sums_of(np.array([1.0, 2, 3, 4, 90]), np.arange(5)).is_sum


def test_few_numbers_and_none_are_no_sums() -> None:
    assert not sums_of(np.array([1.0, 1, 0, 0, 0]), np.arange(5)).is_sum
    assert not sums_of(np.array([np.nan]), np.arange(1)).is_sum


def test_a_sum_beyond_a_float_is_none() -> None:
    found = sums_of(np.full(6, 1e308), np.arange(6))
    assert (found.total, found.is_sum) == (np.inf, False)
