from functools import reduce
from operator import add

import numpy as np
import pytest

from churn_platform.analysis.cleaning.sums import Sums, row_of_sums, subtotals, sums_of

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


def _grouped(
    sizes: list[int], *, behind: bool = True
) -> tuple[list[list[float]], list[int], list[int]]:
    """Months, fees and ages by group, with the sums of each; places of all sums and of the last."""
    draw = np.random.default_rng(3)
    rows: list[list[float]] = []
    places: list[int] = []
    for size in sizes:
        group = np.column_stack(
            [draw.integers(1, 73, size), draw.uniform(15, 110, size).round(2), np.full(size, 40)]
        )
        total = [*group[:, :2].sum(axis=0), 40.0]  # the ages' mean
        both = [*group.tolist(), total] if behind else [total, *group.tolist()]
        places.append(len(rows) + (size if behind else 0))
        rows += both
    return rows, places, [len(rows)]


def _columns(rows: list[list[float]]) -> list[np.ndarray]:
    return list(np.array(rows).T)


@pytest.mark.parametrize("behind", [True, False])
def test_subtotals_are_known_by_the_rows_above_or_below(behind: bool) -> None:
    rows, places, _ = _grouped([12, 30, 7, 20], behind=behind)
    assert subtotals(_columns(rows)) == places
    without = [row for place, row in enumerate(rows) if place not in places]
    assert subtotals(_columns(without)) == []


def test_a_sum_of_subtotals_behind_them_is_known_too() -> None:
    rows, places, end = _grouped([12, 30, 7])
    rows.append([sum(rows[place][column] for place in places) for column in range(3)])
    assert subtotals(_columns(rows)) == places + end


def test_one_row_that_is_a_sum_and_blanks_are_no_subtotals() -> None:
    rows, places, _ = _grouped([12, 30])
    assert subtotals(_columns(rows[: places[1]])) == []
    assert subtotals(_columns([[np.nan] * 3, *rows])) == [place + 1 for place in places]
    assert subtotals([np.arange(5.0)]) == subtotals([]) == []


def test_products_and_repeated_prices_are_no_subtotals() -> None:
    draw = np.random.default_rng(0)
    for _ in range(50):
        months = draw.integers(1, 13, 300).astype(float)
        price = draw.choice([10.0, 20, 25, 50, 100], 300)
        columns = [months, price, months * price, price * 12, draw.integers(0, 4, 300) * 100.0]
        assert subtotals(columns) == []


def test_numbers_whose_sum_is_beyond_a_float_are_in_no_subtotal() -> None:
    huge = np.full(8, 1e308)
    assert subtotals([huge, huge]) == []
    fees = np.array([100.0, 200, 300, 600, 400, 500, 600, 1500])
    assert subtotals([fees, 2 * fees, huge]) == [3, 7]
