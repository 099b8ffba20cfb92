"""Where the search for hyperparameters looks, for each model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scipy import stats

Parameters = dict[str, Any]


def rounded(drawn: Parameters) -> Parameters:
    """Return the hyperparameters with numbers of three significant digits."""
    return {
        name: float(f"{value:.3g}") if isinstance(value, float) else value
        for name, value in drawn.items()
    }


@dataclass(frozen=True)
class Space:
    """What is drawn, how hyperparameters follow from that, and how complex a model of them is.

    `drawn` has what scikit-learn's ParameterSampler takes: distributions of scipy.stats, and lists
    of values that are equally likely. `size` orders models by complexity, and only those of one
    space.
    """

    drawn: Mapping[str, Any]
    size: Callable[[Parameters], float]
    settled: Callable[[Parameters], Parameters] = rounded


# Trees times learning rate that suit each depth: a tree of more levels learns more. Drawn apart,
# most candidates would have far too few or far too many trees for their learning rate.
_LEARNED: Final = {1: 30.0, 2: 12.0, 3: 7.5, 4: 5.5}
_TREES: Final = (50, 500)


def _with_trees(drawn: Parameters) -> Parameters:
    given = rounded(drawn)
    learned = _LEARNED[given["max_depth"]] * given.pop("effort")
    trees = round(learned / given["learning_rate"])
    return {**given, "max_iter": min(max(trees, _TREES[0]), _TREES[1])}


SPACES: Final = {
    "logistic_regression": Space(
        drawn={"C": stats.loguniform(0.01, 100.0)},
        size=lambda parameters: float(parameters["C"]),
    ),
    "gradient_boosting": Space(
        drawn={
            "effort": stats.uniform(0.7, 0.7),  # from 0.7 to 1.4
            "l2_regularization": [0.0, 1.0, 5.0, 20.0],
            "learning_rate": stats.loguniform(0.03, 0.12),
            "max_depth": [1, 2, 3, 4],
            "max_features": [0.1, 0.2, 0.3, 0.5],
            "min_samples_leaf": [10, 20, 40, 80],
        },
        size=lambda parameters: float(parameters["max_iter"] * 2 ** parameters["max_depth"]),
        settled=_with_trees,
    ),
}
"""By model. A hyperparameter that is not drawn stays as it is."""
