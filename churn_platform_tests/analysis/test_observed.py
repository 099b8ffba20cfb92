import numpy as np
import pytest
from scipy.stats import binom, binomtest

from churn_platform.analysis.observed import observed_over_expected


@pytest.mark.parametrize("level", [0.95, 0.99])
@pytest.mark.parametrize(("left", "customers"), [(3, 8), (0, 25), (25, 25), (561, 2113)])
def test_it_is_the_ratio_with_scipys_exact_interval_over_the_mean(
    left: int, customers: int, level: float
) -> None:
    exact = binomtest(left, customers).proportion_ci(level, method="exact")
    found = observed_over_expected(left, customers, 0.25, level)
    expected = (left / customers / 0.25, exact.low / 0.25, exact.high / 0.25)
    assert found == pytest.approx(expected, rel=1e-9)


def test_3_of_8_left_where_2_were_expected() -> None:
    found = observed_over_expected(3, 8, 0.25, 0.95)
    assert found is not None and found.value == 1.5
    # the ends give 3 or more, and 3 or fewer, of 8 with a chance of 2.5%
    low, high = found.low * 0.25, found.high * 0.25
    assert binom.sf(2, 8, low) == pytest.approx(0.025)
    assert binom.cdf(3, 8, high) == pytest.approx(0.025)


@pytest.mark.parametrize("customers", [4, 30, 200])
def test_right_probabilities_are_within_in_at_least_95_of_100_samples(customers: int) -> None:
    counts = np.arange(customers + 1)
    found = [observed_over_expected(int(left), customers, 0.02, 0.95) for left in counts]
    holds = [one is not None and one.low <= 1 <= one.high for one in found]
    assert binom.pmf(counts, customers, 0.02)[holds].sum() >= 0.95


def test_nobody_is_expected_to_leave() -> None:
    assert observed_over_expected(0, 8, 0.0, 0.95) is None
