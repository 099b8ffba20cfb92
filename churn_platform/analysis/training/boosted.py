"""Gradient boosting by LightGBM, as an estimator of scikit-learn."""

from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.trees import booster_of, predicted, text_of

FloatArray = NDArray[np.float64]
_MAX_LEAVES: Final = 31
_SEEDS: Final = 2**31
"""LightGBM takes a seed below this."""


class GradientBoosting(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Boosted trees for a target of two classes, under scikit-learn's names of hyperparameters.

    The same rows and parameters give the same trees: one thread grows them, which takes less than a
    second for 100,000 customers. LightGBM's own estimator would keep objects of LightGBM's; this
    one keeps the trees as LightGBM's text, which can be looked through before LightGBM reads it.

    Attributes:
        trees_: the fitted trees in LightGBM's text format, see `scoring.trees.text_of`.
        n_iter_: how many there are; fewer than `max_iter` where no split improves the fit.
        classes_: the two classes, (2,).
    """

    def __init__(
        self,
        learning_rate: float = 0.1,
        max_iter: int = 100,
        max_depth: int = 6,
        min_samples_leaf: int = 20,
        l2_regularization: float = 0.0,
        max_features: float = 1.0,
        categorical_features: Sequence[int] = (),
        random_state: int = 0,
    ) -> None:
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.max_depth = max_depth
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.max_features = max_features
        self.categorical_features = categorical_features
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Self:
        """Grow the trees.

        Args:
            X: numbers, (n_customers, n_features); categories as codes from 0, NaN where missing.
            y: two classes, (n_customers,).

        Raises:
            DataError: LightGBM cannot be loaded on this machine.
        """
        lightgbm, numbers = _library(), np.asarray(X, dtype=np.float64)
        parameters = self._parameters(numbers.shape[1])
        self.classes_, codes = np.unique(y, return_inverse=True)
        rows = lightgbm.Dataset(
            numbers,
            codes,
            categorical_feature=list(self.categorical_features),
            params=parameters,
        )
        booster = lightgbm.train(parameters, rows, self.max_iter)
        self.trees_, self.n_iter_ = text_of(booster), booster.num_trees()
        return self

    def _parameters(self, columns: int) -> dict[str, Any]:
        # rounded down, as scikit-learn does; LightGBM rounds to the nearest number of columns
        used = max(int(self.max_features * columns), 1)
        return {
            "objective": "binary",
            "learning_rate": self.learning_rate,
            "max_depth": self.max_depth,
            "num_leaves": min(2**self.max_depth, _MAX_LEAVES),
            "min_data_in_leaf": self.min_samples_leaf,
            "lambda_l2": self.l2_regularization,
            "feature_fraction_bynode": used / columns,
            "seed": self.random_state % _SEEDS,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
        }

    def decision_function(self, X: Any) -> FloatArray:
        """Return the log-odds of the second class, (n_customers,)."""
        return predicted(booster_of(self.trees_), np.asarray(X, dtype=np.float64), raw_score=True)

    def predict_proba(self, X: Any) -> FloatArray:
        """Return the probabilities of both classes, (n_customers, 2)."""
        probability = expit(self.decision_function(X))
        return np.column_stack([1 - probability, probability])

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of each customer, cut at 0.5."""
        classes: NDArray[Any] = self.classes_[(self.decision_function(X) > 0).astype("int64")]
        return classes


def _library() -> Any:
    try:
        import lightgbm
    except OSError as error:  # a shared library that Python packages do not bring
        raise DataError(
            f"LightGBM cannot be loaded: {error}. It needs OpenMP: `apt-get install libgomp1` on"
            " Debian and Ubuntu, `brew install libomp` on macOS"
        ) from None
    return lightgbm
