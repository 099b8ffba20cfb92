from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from churn_platform.analysis.monitoring.outcome import as_expected, outcome_in_words, outcome_of


def quality(left: int, customers: int, predicted: float) -> dict[str, Any]:
    return {
        "customers": customers,
        "observed_share": left / customers,
        "mean_predicted": predicted,
    }


@pytest.mark.parametrize(("left", "customers"), [(536, 6380), (0, 40), (40, 40), (1, 7), (29, 30)])
def test_the_interval_is_the_exact_one_of_scipy_over_the_expected_share(
    left: int, customers: int
) -> None:
    found = outcome_of(quality(left, customers, 0.25))
    exact = binomtest(left, customers).proportion_ci(0.99, method="exact")
    assert (found["leavers"], found["expected_leavers"]) == (left, 0.25 * customers)
    assert found["observed_over_expected"] == pytest.approx(left / customers / 0.25)
    assert found["observed_over_expected_low"] == pytest.approx(exact.low / 0.25)
    assert found["observed_over_expected_high"] == pytest.approx(exact.high / 0.25)


@pytest.mark.parametrize("customers", [1, 5, 20, 90, 300, 1000, 7000])
@pytest.mark.parametrize("share", [0.02, 0.0442, 0.265])
def test_right_predictions_fail_in_less_than_one_batch_of_a_hundred(
    customers: int, share: float
) -> None:
    counts = np.arange(customers + 1)
    fails = [not as_expected(quality(int(left), customers, share)) for left in counts]
    assert binom.pmf(counts, customers, share)[fails].sum() < 0.01


# Of 1,000 with 4.42% expected the interval of 70 begins at 0.0508, above 0.0442 * 1.1 (0.0486),
# and that of 23 ends at 0.0382, below 0.0442 / 1.1 (0.0402).
@pytest.mark.parametrize(
    ("left", "customers", "expected", "agree"),
    [
        (70, 1000, 0.0442, False),
        (23, 1000, 0.0442, False),
        (74, 1000, 0.0442, False),
        (156, 2113, 0.0442, False),
        (536, 6380, 282 / 6380, False),
        (44, 1000, 0.0442, True),
        (55, 1000, 0.0442, True),
        (561, 2113, 0.2563, True),
        (1869, 7043, 0.2563, True),
        (2400, 7043, 0.2563, False),
    ],
)
def test_it_is_judged_relative_to_what_was_expected(
    left: int, customers: int, expected: float, agree: bool
) -> None:
    assert as_expected(quality(left, customers, expected)) == agree


def test_a_tenth_more_or_fewer_is_tolerated_however_many_customers_there_are() -> None:
    for ratio, agree in [(1.09, True), (1.12, False), (0.93, True), (0.89, False)]:
        left = round(ratio * 0.2 * 1_000_000)
        assert as_expected(quality(left, 1_000_000, 0.2)) == agree


def test_without_anybody_expected_the_counts_alone_are_said() -> None:
    nobody = quality(0, 12, 0.0)
    assert as_expected(nobody)
    assert outcome_in_words(nobody) == "expected 0.0, 0 left (0.00% and 0.00% of 12 customers)"
