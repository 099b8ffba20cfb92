import pytest
from sklearn.model_selection import ParameterSampler

from churn_platform.analysis.training.spaces import SPACES, rounded
from churn_platform.config.hyperparameters import DEFAULTS


def test_numbers_have_three_digits() -> None:
    assert rounded({"C": 0.0123456, "max_depth": 1234567}) == {"C": 0.0123, "max_depth": 1234567}


def test_the_ranges_are_what_they_say() -> None:
    # scipy's own words: of loguniform the ends, of uniform the start and the width
    assert SPACES["logistic_regression"].drawn["C"].support() == pytest.approx((0.01, 100))
    trees = SPACES["gradient_boosting"].drawn
    assert trees["effort"].support() == pytest.approx((0.7, 1.4))
    assert trees["learning_rate"].support() == pytest.approx((0.03, 0.12))


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
    space = SPACES[model]
    (drawn,) = ParameterSampler(dict(space.drawn), 1, random_state=0)
    settled = space.settled(drawn)
    assert set(settled) <= set(DEFAULTS[model])
    assert space.size({**DEFAULTS[model], **settled}) > 0


def test_less_regularization_and_more_leaves_are_a_larger_model() -> None:
    linear, trees = SPACES["logistic_regression"], SPACES["gradient_boosting"]
    assert linear.size({"C": 0.1}) < linear.size({"C": 1.0})
    assert trees.size({"max_iter": 100, "max_depth": 2}) < trees.size(
        {"max_iter": 60, "max_depth": 3}
    )
