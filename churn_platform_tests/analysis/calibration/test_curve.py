import numpy as np
import pytest
from scipy.stats import binomtest

from churn_platform.analysis.calibration.curve import (
    bin_of,
    expected_calibration_error,
    reliability,
)
from churn_platform_tests.analysis.evaluation.cases import P, Y


def test_a_bin_holds_its_upper_end_and_the_first_one_zero_too() -> None:
    edges = np.array([0.0, 0.1, 0.11, 0.2, 0.3, 0.6, 0.7, 0.9, 0.91, 1.0])
    assert bin_of(edges).tolist() == [0, 0, 1, 1, 2, 5, 6, 8, 9, 9]


def test_the_calibration_error_is_that_worked_out_by_hand() -> None:
    # bins by upper end 0.1 .. 0.9; customers, sum of p, churners:
    # .1: 1, .1, 0   .2: 1, .2, 0   .3: 1, .3, 0   .5: 2, 1.0, 1   .6: 1, .6, 0
    # .7: 1, .7, 1   .8: 2, 1.6, 1   .9: 1, .9, 1
    gaps = 0.1 + 0.2 + 0.3 + 0.0 + 0.6 + 0.3 + 0.6 + 0.1
    assert expected_calibration_error(Y, P) == pytest.approx(gaps / 10, abs=1e-15)


def test_who_is_right_on_average_in_each_bin_has_no_error() -> None:
    y, p = np.array([1, 0, 0, 0, 1, 1, 1, 0]), np.array([0.25] * 4 + [0.75] * 4)
    assert expected_calibration_error(y, p) == 0.0
    assert expected_calibration_error(1 - y, p) == 0.5


def test_the_reliability_table_has_ten_bins_and_nulls_where_nobody_is() -> None:
    table = reliability(Y, P)
    assert [row["customers"] for row in table] == [1, 1, 1, 0, 2, 1, 1, 2, 1, 0]
    assert [(row["low"], row["high"]) for row in table][2] == (0.2, 0.3)
    assert table[7]["predicted"] == pytest.approx(0.8)
    assert table[7]["observed"] == 0.5
    low, high = binomtest(1, 2).proportion_ci(method="wilson")
    assert table[7]["observed_low"] == pytest.approx(low)
    assert table[7]["observed_high"] == pytest.approx(high)
    empty = {key: table[3][key] for key in ("predicted", "observed", "observed_low")}
    assert empty == dict.fromkeys(empty)
