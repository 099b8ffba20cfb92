import math

import numpy as np
import pytest

from churn_platform.analysis.training.spaces import (
    SPACES,
    Choice,
    Distribution,
    LogUniform,
    Uniform,
)
from churn_platform.config.hyperparameters import DEFAULTS


def drawn(distribution: Distribution, count: int = 4000) -> list[float]:
    state = np.random.RandomState(3)
    return [distribution.rvs(state) for _ in range(count)]


def test_a_uniform_number_fills_its_range_evenly() -> None:
    values = drawn(Uniform(2, 4))
    assert 2 <= min(values) < 2.01 and 3.99 < max(values) <= 4
    assert np.mean(values) == pytest.approx(3, abs=0.04)  # four standard errors


def test_half_of_the_log_uniform_numbers_are_below_the_geometric_mean() -> None:
    values = drawn(LogUniform(0.01, 100))
    assert 0.01 <= min(values) < 0.011 and 90 < max(values) <= 100
    assert np.mean([value < 1 for value in values]) == pytest.approx(0.5, abs=0.035)
    assert np.mean(np.log10(values)) == pytest.approx(0, abs=0.08)


def test_numbers_have_three_digits() -> None:
    for value in drawn(LogUniform(0.01, 100), 50):
        digits = 2 - math.floor(math.log10(value))
        assert value == round(value, digits)


def test_each_value_of_a_choice_is_as_likely() -> None:
    values = drawn(Choice((1, 2, 3, 4)))
    counts = [values.count(value) for value in (1, 2, 3, 4)]
    assert sum(counts) == 4000
    assert min(counts) > 890  # four standard errors below 1,000


@pytest.mark.parametrize(
    ("depth", "effort", "rate", "trees"),
    [(2, 1.0, 0.06, 200), (3, 1.4, 0.05, 210), (1, 1.4, 0.03, 500), (4, 0.7, 0.12, 50)],
)
def test_the_number_of_trees_follows_from_depth_effort_and_rate(
    depth: int, effort: float, rate: float, trees: int
) -> None:
    # 12 / 0.06; 7.5 * 1.4 / 0.05; 30 * 1.4 / 0.03 is over 500; 5.5 * 0.7 / 0.12 is below 50
    given = {"max_depth": depth, "effort": effort, "learning_rate": rate}
    settled = SPACES["gradient_boosting"].settled(given)
    assert settled == {"max_depth": depth, "learning_rate": rate, "max_iter": trees}


@pytest.mark.parametrize("model", SPACES)
def test_what_is_drawn_are_hyperparameters_of_the_model(model: str) -> None:
    state = np.random.RandomState(0)
    space = SPACES[model]
    settled = space.settled({name: one.rvs(state) for name, one in space.drawn.items()})
    assert set(settled) <= set(DEFAULTS[model])
    assert space.size({**DEFAULTS[model], **settled}) > 0


def test_less_regularization_and_more_leaves_are_a_larger_model() -> None:
    linear, trees = SPACES["logistic_regression"], SPACES["gradient_boosting"]
    assert linear.size({"C": 0.1}) < linear.size({"C": 1.0})
    assert trees.size({"max_iter": 100, "max_depth": 2}) < trees.size(
        {"max_iter": 60, "max_depth": 3}
    )
