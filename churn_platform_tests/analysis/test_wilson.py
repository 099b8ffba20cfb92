import numpy as np
import pytest
from scipy.stats import binomtest

from churn_platform.analysis.wilson import newcombe_interval, wilson_interval


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_is_the_published_one(hits: int, trials: int, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3
    assert wilson_interval(hits, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("hits", "trials"), [(0, 10), (8, 10), (10, 10), (263, 1000), (1, 1)])
def test_it_is_that_of_scipy(hits: int, trials: int) -> None:
    expected = binomtest(hits, trials).proportion_ci(method="wilson")
    assert wilson_interval(hits, trials) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_share_is_never_outside_whatever_is_rounded() -> None:
    trials = np.arange(1, 2000)
    for hits in (np.zeros_like(trials), trials):
        low, high = wilson_interval(hits, trials)
        share = hits / trials
        assert (low <= share).all() and (share <= high).all()


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (3, 2), (-1, 2)])
def test_a_share_of_nothing_is_refused(hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match=f"found {hits} hits of {trials} trials"):
        wilson_interval(hits, trials)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # table II of Newcombe (1998), method 10: 56/70 less 48/80, 9/10 less 3/10, 10/10 less 0/20
    for counts, expected in (
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ):
        assert newcombe_interval(*counts) == pytest.approx(expected, abs=5e-5)


def test_a_difference_lies_within_its_interval() -> None:
    for hits in range(8):
        for others in range(5):
            low, high = newcombe_interval(hits, 7, others, 4)
            assert low <= hits / 7 - others / 4 <= high
            turned = newcombe_interval(others, 4, hits, 7)
            assert (-high, -low) == pytest.approx(turned)
