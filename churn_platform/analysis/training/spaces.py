"""Where the search for hyperparameters looks, for each model."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

Parameters = dict[str, Any]


class Distribution(Protocol):
    """What a hyperparameter is drawn from."""

    def rvs(self, random_state: np.random.RandomState) -> Any:
        """Return one value; the name is the one that scikit-learn calls."""
        ...


@dataclass(frozen=True)
class Uniform:
    """A number from `low` to `high`."""

    low: float
    high: float

    def rvs(self, random_state: np.random.RandomState) -> float:
        """Return one value, with three significant digits."""
        return _rounded(random_state.uniform(self.low, self.high))


@dataclass(frozen=True)
class LogUniform:
    """A number from `low`, above 0, to `high`, whose logarithm is uniform."""

    low: float
    high: float

    def rvs(self, random_state: np.random.RandomState) -> float:
        """Return one value, with three significant digits."""
        return _rounded(math.exp(random_state.uniform(math.log(self.low), math.log(self.high))))


@dataclass(frozen=True)
class Choice:
    """One of some values, each as likely."""

    values: tuple[float | int | str, ...]

    def rvs(self, random_state: np.random.RandomState) -> float | int | str:
        """Return one value."""
        return self.values[random_state.randint(len(self.values))]


@dataclass(frozen=True)
class Space:
    """What is drawn, how hyperparameters follow from that, and how complex a model of them is.

    `size` orders models by complexity, and only those of one space.
    """

    drawn: Mapping[str, Distribution]
    size: Callable[[Parameters], float]
    settled: Callable[[Parameters], Parameters] = dict


# Trees times learning rate that suit each depth: a tree of more levels learns more. Drawn apart,
# most candidates would have far too few or far too many trees for their learning rate.
_LEARNED: Final = {1: 30.0, 2: 12.0, 3: 7.5, 4: 5.5}
_TREES: Final = (50, 500)


def _with_trees(drawn: Parameters) -> Parameters:
    given = dict(drawn)
    learned = _LEARNED[given["max_depth"]] * given.pop("effort")
    trees = round(learned / given["learning_rate"])
    return {**given, "max_iter": min(max(trees, _TREES[0]), _TREES[1])}


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


SPACES: Final = {
    "logistic_regression": Space(
        drawn={"C": LogUniform(0.01, 100.0)},
        size=lambda parameters: float(parameters["C"]),
    ),
    "gradient_boosting": Space(
        drawn={
            "effort": Uniform(0.7, 1.4),
            "l2_regularization": Choice((0.0, 1.0, 5.0, 20.0)),
            "learning_rate": LogUniform(0.03, 0.12),
            "max_depth": Choice((1, 2, 3, 4)),
            "max_features": Choice((0.1, 0.2, 0.3, 0.5)),
            "min_samples_leaf": Choice((10, 20, 40, 80)),
        },
        size=lambda parameters: float(parameters["max_iter"] * 2 ** parameters["max_depth"]),
        settled=_with_trees,
    ),
}
"""By model. A hyperparameter that is not drawn stays as it is."""
