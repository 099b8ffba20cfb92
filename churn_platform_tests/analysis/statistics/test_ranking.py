import numpy as np
import pytest

from churn_platform.analysis.statistics.ranking import at_cuts, rank, ratio
from churn_platform_tests.analysis.evaluation.cases import P, Y


def test_equal_probabilities_stay_in_the_given_order_and_make_a_group() -> None:
    ranking = rank(np.array([0, 1, 1, 0]), np.array([0.2, 0.7, 0.2, 0.9]))
    assert ranking.order.tolist() == [3, 1, 0, 2]
    assert ranking.left.tolist() == [0, 1, 0, 1]
    assert ranking.probability.tolist() == [0.9, 0.7, 0.2, 0.2]
    assert ranking.ends.tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    ("threshold", "expected"), [(0.95, 0), (0.9, 1), (0.8, 3), (0.5, 7), (0.49, 7), (0.0, 10)]
)
def test_who_has_the_threshold_itself_is_predicted(threshold: float, expected: int) -> None:
    assert rank(Y, P).predicted(threshold) == expected


def test_counts_stand_behind_each_group() -> None:
    counts = at_cuts(rank(Y, P))
    assert counts.customers.tolist() == [1, 3, 4, 5, 7, 8, 9, 10]
    assert counts.churned.tolist() == [1, 2, 3, 3, 4, 4, 4, 4]


def test_nothing_over_nothing_is_missing_without_a_warning() -> None:
    np.testing.assert_array_equal(
        ratio(np.array([1.0, 0.0]), np.array([4.0, 0.0])), np.array([0.25, np.nan])
    )


@pytest.mark.parametrize(
    ("y", "p", "message"),
    [
        ([0, 1], [0.1], r"labels of shape \(2,\) and probabilities of shape \(1,\)"),
        ([], [], "a customer at least"),
        ([1], [1.5], "outside of 0 to 1"),
        ([1], [float("nan")], "outside of 0 to 1, or a missing one"),
        ([2], [0.5], "neither 0 nor 1"),
    ],
)
def test_what_cannot_be_ranked_is_refused(y: list[int], p: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rank(np.array(y), np.array(p))
