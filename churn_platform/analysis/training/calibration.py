"""Probabilities that mean what they say: a sigmoid on the log-odds, where it measurably helps."""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from churn_platform.analysis.training.loss import log_losses

FloatArray = NDArray[np.float64]
_NOISE: Final = 2.0
"""A gain counts if it is above this many standard errors."""
_CERTAIN: Final = 1e-15


@dataclass(frozen=True)
class Calibration:
    """Whether a sigmoid is applied to the log-odds, its parameters, and its gain.

    `gain` is the mean fall of the log loss on rows that the sigmoid was not fitted on, `error` its
    standard error.
    """

    helps: bool
    slope: float
    intercept: float
    gain: float
    error: float


class SigmoidCalibrated(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A fitted classifier whose log-odds are scaled and shifted (Platt 1999).

    It keeps the order of the customers, and the log-odds stay a sum where the model's are one.
    """

    def __init__(self, model: Any, slope: float = 1.0, intercept: float = 0.0) -> None:
        self.model = model
        self.slope = slope
        self.intercept = intercept

    def fit(self, X: Any, y: Any) -> Self:
        """Fit the model within; slope and intercept stay."""
        self.model.fit(X, y)
        return self

    def __sklearn_is_fitted__(self) -> bool:
        """Say that it is as fitted as the model within; scikit-learn's pipelines ask."""
        return hasattr(self.model, "classes_")

    @property
    def classes_(self) -> NDArray[Any]:
        """The classes of the model within."""
        classes: NDArray[Any] = self.model.classes_
        return classes

    def decision_function(self, X: Any) -> FloatArray:
        """Return the log-odds, (n_customers,)."""
        log_odds: FloatArray = self.slope * self.model.decision_function(X) + self.intercept
        return log_odds

    def predict_proba(self, X: Any) -> FloatArray:
        """Return the probabilities of both classes, (n_customers, 2)."""
        probability = expit(self.decision_function(X))
        return np.column_stack([1 - probability, probability])

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of each customer, cut at 0.5."""
        classes: NDArray[Any] = self.classes_[(self.decision_function(X) > 0).astype("int64")]
        return classes


def fit_calibration(folds: pd.DataFrame) -> Calibration:
    """Return the sigmoid of out-of-fold predictions, and whether it helps.

    It is judged on each fold by a sigmoid of the other folds, in the first repeat. It helps if the
    log loss falls by more than two standard errors.

    Args:
        folds: `repeat`, `fold`, `target`, `probability` of the model itself; see
            `cross.fit_folds`.
    """
    first = folds[folds["repeat"] == folds["repeat"].min()]
    y, log_odds = first["target"].to_numpy(), _log_odds(first)
    calibrated = _cross_fitted(first)
    gains = log_losses(y, first["probability"].to_numpy()) - log_losses(y, calibrated)
    gain, error = float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(len(gains)))
    slope, intercept = _sigmoid(log_odds, y)
    return Calibration(gain > _NOISE * error, slope, intercept, gain, error)


def calibrated_folds(folds: pd.DataFrame, calibration: Calibration) -> pd.DataFrame:
    """Return out-of-fold predictions as the calibrated model makes them; as they are without one.

    Each fold's sigmoid is fitted on the other folds of the same repeat, so no customer's outcome
    has a part in the customer's own probability (cross-fitting).

    Args:
        folds: `repeat`, `fold`, `target`, `probability` of the model itself.
        calibration: of `fit_calibration`; says whether a sigmoid is used.
    """
    if not calibration.helps:
        return folds
    parts = [_cross_fitted(repeat) for _, repeat in folds.groupby("repeat", sort=False)]
    return folds.assign(probability=np.concatenate(parts))


def fold_sigmoids(repeat: pd.DataFrame) -> list[tuple[float, float]]:
    """Return slope and intercept for each fold, in order, fitted on the other folds.

    Args:
        repeat: `fold`, `target`, `probability` of the model itself, of one repeat.
    """
    y, log_odds = repeat["target"].to_numpy(), _log_odds(repeat)
    outside = [(repeat["fold"] != fold).to_numpy() for fold in np.unique(repeat["fold"])]
    return [_sigmoid(log_odds[rows], y[rows]) for rows in outside]


def _cross_fitted(repeat: pd.DataFrame) -> FloatArray:
    """Return the calibrated probabilities of one repeat, (n_customers,)."""
    slopes, intercepts = np.array(fold_sigmoids(repeat)).T
    _, place = np.unique(repeat["fold"], return_inverse=True)
    probability: FloatArray = expit(slopes[place] * _log_odds(repeat) + intercepts[place])
    return probability


def _log_odds(folds: pd.DataFrame) -> FloatArray:
    # an overfitted model says 0 or 1, whose log-odds are not finite
    probability = folds["probability"].to_numpy().clip(_CERTAIN, 1 - _CERTAIN)
    log_odds: FloatArray = logit(probability)
    return log_odds


def _sigmoid(log_odds: FloatArray, y: NDArray[np.int64]) -> tuple[float, float]:
    model = LogisticRegression(C=np.inf, tol=1e-8, solver="newton-cholesky")
    model.fit(log_odds.reshape(-1, 1), y)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
