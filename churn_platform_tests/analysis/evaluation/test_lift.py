import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.evaluation.lift import (
    at_top,
    deciles,
    lift_top_decile,
    top_customers,
)
from churn_platform_tests.analysis.evaluation.cases import P, Y, customers


def test_ten_customers_are_a_decile_each() -> None:
    table = deciles(Y, P)
    assert [row["decile"] for row in table] == list(range(1, 11))
    assert [row["leavers"] for row in table] == [1, 0, 1, 1, 0, 0, 1, 0, 0, 0]
    assert [row["customers"] for row in table] == [1] * 10
    # 4 of 10 leave, so a churner alone is a lift of 1 / 0.4
    assert [row["lift"] for row in table] == [2.5, 0, 2.5, 2.5, 0, 0, 2.5, 0, 0, 0]
    assert [row["gain"] for row in table] == [0.25, 0.25, 0.5, 0.75, 0.75, 0.75, 1, 1, 1, 1]
    assert lift_top_decile(Y, P) == 2.5


@pytest.mark.parametrize("n", [7, 13, 101, 2113])
def test_deciles_share_the_customers_evenly_and_the_first_is_the_top_tenth(n: int) -> None:
    y, p = customers(n, 3)
    y[0] = 1
    table = pd.DataFrame(deciles(y, p))
    ordered = y[np.argsort(-p, kind="stable")]
    assert table["customers"].sum() == n
    assert table["customers"].max() - table["customers"].min() <= 1
    top = at_top(y, p, 10)
    assert (table["customers"][0], table["leavers"][0]) == (top["customers"], top["leavers"])
    assert table["leavers"].sum() == y.sum()
    third = table["customers"][:2].sum()
    assert table["leavers"][2] == ordered[third : third + table["customers"][2]].sum()
    assert table["gain"].iloc[-1] == 1
    assert lift_top_decile(y, p) == pytest.approx(top["precision"] / y.mean())


def test_equal_probabilities_stay_in_the_given_order() -> None:
    y = np.array([0, 1] * 10)
    assert at_top(y, np.full(20, 0.5), 5)["leavers"] == 0
    assert at_top(1 - y, np.full(20, 0.5), 5)["leavers"] == 1


def test_the_top_is_rounded_up_without_the_error_of_binary_fractions() -> None:
    assert [top_customers(100, percent) for percent in (5, 10, 20)] == [5, 10, 20]
    assert [top_customers(101, percent) for percent in (5, 10, 20)] == [6, 11, 21]
    assert top_customers(300, 7) == 21  # 300 * 0.07 is 21.000000000000004


def test_precision_and_recall_at_the_top() -> None:
    assert at_top(Y, P, 20) == {"customers": 2, "leavers": 1, "precision": 0.5, "recall": 0.25}


def test_without_churned_customers_there_is_no_lift_and_no_gain() -> None:
    nobody = np.zeros(10, dtype=np.int64)
    assert {(row["lift"], row["gain"], row["rate"]) for row in deciles(nobody, P)} == {
        (None, None, 0.0)
    }
    assert at_top(nobody, P, 10)["recall"] is None
    with pytest.raises(ValueError, match="nobody who left"):
        lift_top_decile(nobody, P)


def test_fewer_than_ten_customers_leave_deciles_empty() -> None:
    table = deciles(np.array([1, 0]), np.array([0.9, 0.1]))
    assert [row["customers"] for row in table] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert (table[1]["rate"], table[1]["lift"], table[1]["gain"]) == (None, None, 1.0)
