"""A fitted model without scikit-learn: quick probabilities, and what each feature adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.scoring.encoded import Encoded, FloatArray, encode_table
from churn_platform.analysis.scoring.linear import LinearParts, compile_linear
from churn_platform.analysis.scoring.trees import TreeParts, compile_trees
from churn_platform.config.contracts.contract import Contract

if TYPE_CHECKING:
    import pandas as pd

_CLOSE = 1e-6


@dataclass(frozen=True)
class Scorer:
    """A model as a base and what each feature adds to it, in log-odds of leaving.

    It can be pickled, and needs no pandas; only trees need a library, LightGBM. What it says of a
    customer does not depend on who else is asked about.

    Attributes:
        features: the contract's features in its order, n_features of them.
        parts: the model without its calibration.
        slope: of the calibration; 1 without one.
        intercept: of the calibration; 0 without one.
        ranges: least and largest number of the training rows, (2, n_features), NaN for what is no
            number. None in a scorer that was made before they were kept.
        unseen: flags' and categories' values that no training row has: place of the feature and
            code of the value, (n_unseen, 2). None likewise.
    """

    features: tuple[str, ...]
    parts: LinearParts | TreeParts
    slope: float = 1.0
    intercept: float = 0.0
    ranges: FloatArray | None = None
    unseen: FloatArray | None = None

    @property
    def base(self) -> float:
        """Log-odds without any feature: of the mean training row, or the trees' expected value."""
        return self.slope * self.parts.base + self.intercept

    def contributions(self, customers: Encoded) -> FloatArray:
        """Return what each feature adds to the base, (n, n_features), in log-odds.

        Raises:
            DataError: the customers have other features than the model.
        """
        self._check(customers)
        return self.slope * self.parts.contributions(customers.values)

    def log_odds(self, customers: Encoded) -> FloatArray:
        """Return the log-odds of leaving, (n,), without what each feature adds to them."""
        self._check(customers)
        return self.slope * self.parts.log_odds(customers.values) + self.intercept

    def total(self, contributions: FloatArray) -> FloatArray:
        """Return the log-odds, (n,), of contributions that are there already."""
        total: FloatArray = self.base + contributions.sum(axis=1)
        return total

    def probability(self, customers: Encoded) -> FloatArray:
        """Return the probability to leave, (n,), 0 to 1."""
        return probability_of(self.log_odds(customers))

    def _check(self, customers: Encoded) -> None:
        if customers.features != self.features:
            raise DataError(
                f"found the features {list(customers.features)}; expected {list(self.features)}"
            )


def probabilities(customers: pd.DataFrame, scorer: Scorer, contract: Contract) -> FloatArray:
    """Return the probability to leave of typed customers, (n,)."""
    return scorer.probability(encode_table(customers, contract))


def probability_of(log_odds: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-log_odds)), (n,), without an overflow however large they are."""
    probability: FloatArray = np.exp(-np.logaddexp(0.0, -log_odds))
    return probability


def compile_scorer(pipeline: Any, contract: Contract, reference: Encoded | None) -> Scorer:
    """Return the scorer of a fitted pipeline of features and model, calibrated or not.

    Args:
        pipeline: fitted on the contract's features; its last step is a logistic regression, a
            gradient boosting, or one of them with slope and intercept around it.
        contract: says what the columns hold.
        reference: the training rows; a linear contribution is measured from their mean, and what
            lies beyond their values is an extrapolation. None where only probabilities are wanted.

    Raises:
        DataError: the model is none of these, or does not fit the contract.
    """
    preparation, model = pipeline[0], pipeline[-1]
    slope, intercept = 1.0, 0.0
    if hasattr(model, "slope"):
        slope, intercept, model = float(model.slope), float(model.intercept), model.model
    parts: LinearParts | TreeParts
    if hasattr(model, "coef_"):
        parts = compile_linear(preparation, model, contract, reference)
    elif hasattr(model, "trees_"):
        parts = compile_trees(preparation, model, contract)
    else:
        raise DataError(
            f"found a {type(model).__name__}; expected a logistic regression or gradient boosting"
        )
    features = tuple(contract.features)
    learned = (None, None) if reference is None else _learned_from(reference, contract)
    return Scorer(features, parts, slope, intercept, *learned)


def _learned_from(rows: Encoded, contract: Contract) -> tuple[FloatArray, FloatArray]:
    """Return the ranges of the numbers in these rows, and the values that they do not have."""
    ranges = np.full((2, len(rows.features)), np.nan)
    unseen = []
    for place, name in enumerate(rows.features):
        column, values = contract[name], rows.values[:, place]
        if column.kind == "numeric":
            ranges[:, place] = np.fmin.reduce(values), np.fmax.reduce(values)
        else:
            codes = range(2 if column.kind == "flag" else len(column.values))
            unseen += [(place, code) for code in codes if not (values == code).any()]
    return ranges, np.array(unseen, dtype="float64").reshape(len(unseen), 2)


def verify(scorer: Scorer, pipeline: Any, rows: pd.DataFrame, contract: Contract) -> float:
    """Return the largest difference in log-odds between the scorer and the pipeline itself.

    Beyond 1 the difference is relative to the log-odds, as both round there.

    Raises:
        DataError: it is above 1e-6.
    """
    own = scorer.total(scorer.contributions(encode_table(rows, contract)))
    prepared = pipeline[0].transform(rows[contract.features])
    expected = np.asarray(pipeline[-1].decision_function(prepared), dtype="float64")
    apart = np.abs(own - expected) / np.maximum(1.0, np.abs(expected))
    largest = float(apart.max(initial=0.0))
    if not largest <= _CLOSE:
        raise DataError(
            f"the compiled scorer is {largest:.3g} off the model's own log-odds;"
            f" expected {_CLOSE:g} at most"
        )
    return largest
