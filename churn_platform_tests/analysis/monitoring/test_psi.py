import math

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency

from churn_platform.analysis.monitoring.psi import (
    compared_bins,
    index_by_chance,
    index_without_change,
    same_distribution_p,
    stability_index,
)


def counts(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_the_index_of_two_bins_is_the_formula() -> None:
    # 0.25 ln(0.75 / 0.5) - 0.25 ln(0.25 / 0.5) = 0.25 (ln 1.5 + ln 2) = 0.25 ln 3
    found = stability_index(counts(500, 500), counts(1500, 500))
    assert found == pytest.approx(0.25 * math.log(3), rel=1e-12)
    assert found == pytest.approx(0.274653, abs=1e-6)


def test_equal_shares_have_the_index_0_whatever_the_counts() -> None:
    assert stability_index(counts(10, 30, 60), counts(200, 600, 1200)) == 0


def test_the_index_is_the_same_both_ways() -> None:
    one, other = counts(700, 200, 100), counts(300, 300, 400)
    assert stability_index(one, other) == pytest.approx(stability_index(other, one))


def test_an_empty_bin_counts_as_a_thousandth() -> None:
    # the 0 of 10,000 becomes 0.001: (0.001 - 0.1) ln 0.01 + (1 - 0.9) ln(1 / 0.9)
    expected = 0.099 * math.log(100) + 0.1 * math.log(1 / 0.9)
    assert stability_index(counts(1000, 9000), counts(0, 10_000)) == pytest.approx(expected)


def test_an_empty_bin_of_a_small_batch_counts_as_half_a_row() -> None:
    # 0.5 of 20 rows is 0.025
    expected = 0.075 * math.log(4) + 0.1 * math.log(1 / 0.9)
    assert stability_index(counts(1000, 9000), counts(0, 20)) == pytest.approx(expected)


def test_an_empty_bin_has_the_same_index_in_a_batch_of_600_and_of_a_million() -> None:
    small, large = (stability_index(counts(100, 900), counts(0, n)) for n in (600, 1_000_000))
    assert small == large


def test_without_change_the_index_has_the_mean_and_quantile_of_simulated_batches() -> None:
    rng = np.random.default_rng(1)
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    drawn = [
        stability_index(rng.multinomial(3000, shares), rng.multinomial(1000, shares))
        for _ in range(4000)
    ]
    # 3 (1/3000 + 1/1000) = 0.004; the mean of 4,000 has an error of about 0.00005
    assert index_without_change(4, 3000, 1000) == pytest.approx(0.004)
    assert np.mean(drawn) == pytest.approx(0.004, abs=0.0002)
    exceeded = np.mean(np.array(drawn) > index_by_chance(4, 3000, 1000, 0.05))
    assert exceeded == pytest.approx(0.05, abs=0.012)


def test_the_index_by_chance_is_the_quantile_of_chi_square() -> None:
    expected = chi2.ppf(0.999, 9) * (1 / 500 + 1 / 200)
    assert index_by_chance(10, 500, 200, 0.001) == pytest.approx(expected)
    assert index_by_chance(1, 500, 200, 0.001) == 0


def test_the_p_value_is_that_of_scipys_test() -> None:
    one, other = counts(30, 50, 20), counts(25, 30, 45)
    expected = chi2_contingency(np.stack([one, other]), correction=False).pvalue
    assert same_distribution_p(one, other) == pytest.approx(expected)
    assert same_distribution_p(one, one) == 1


def test_a_single_bin_has_no_p_value() -> None:
    assert same_distribution_p(counts(30), counts(10)) is None


def test_bins_that_are_empty_in_both_are_left_out() -> None:
    old, new = compared_bins(counts(5, 0, 5, 0), counts(1, 0, 1, 2))
    assert (old.tolist(), new.tolist()) == ([5, 5, 0], [1, 1, 2])


def test_rare_levels_are_put_together_until_they_have_a_hundredth() -> None:
    # of 1,000: 8 and 6 are together 1.4%, then 3 and 0 begin a group; the last bin is no level
    old, new = compared_bins(counts(3, 980, 8, 0, 6, 3), counts(1, 90, 2, 7, 4, 0), levels=5)
    assert (old.tolist(), new.tolist()) == ([980, 3, 14, 3], [90, 0, 6, 8])


def test_a_hundred_rare_levels_of_one_population_do_not_drift() -> None:
    rng = np.random.default_rng(5)
    shares = np.full(250, 1 / 250)
    for _ in range(20):
        old, new = compared_bins(
            rng.multinomial(7000, shares), rng.multinomial(2000, shares), levels=250
        )
        n, m = int(old.sum()), int(new.sum())
        corrected = stability_index(old, new) - index_without_change(len(old), n, m)
        assert (n, m) == (7000, 2000)
        assert corrected < 0.05
