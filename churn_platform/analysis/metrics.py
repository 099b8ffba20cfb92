"""How good the models are, on the same held-out customers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics as sk

THRESHOLD = 0.5
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
SCORES = (
    "accuracy",
    "precision",
    "recall",
    "f1",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
)


def evaluate(y_true: IntArray, probability: FloatArray) -> dict[str, Any]:
    """Return the scores of predicted probabilities, the confusion matrix, and what is undefined.

    Classes are cut at 0.5. A score without a value is None and its reason stands in `undefined`.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of class 1, (n_customers,).
    """
    predicted = (probability >= THRESHOLD).astype("int64")
    matrix = sk.confusion_matrix(y_true, predicted, labels=[0, 1])
    (true_negative, false_positive), (false_negative, true_positive) = matrix.tolist()
    reasons = _undefined(true_positive, false_positive, false_negative, y_true)
    scores = {
        name: None if name in reasons else _score(name, y_true, predicted, probability)
        for name in SCORES
    }
    return {
        **scores,
        "confusion_matrix": {
            "true_negative": true_negative,
            "false_positive": false_positive,
            "false_negative": false_negative,
            "true_positive": true_positive,
        },
        "undefined": reasons,
    }


def evaluate_baseline(y_train: IntArray, y_test: IntArray) -> dict[str, Any]:
    """Return the scores of predicting, for everybody, the share of churn in the training rows."""
    return evaluate(y_test, np.full(len(y_test), y_train.mean()))


def _undefined(tp: int, fp: int, fn: int, y_true: IntArray) -> dict[str, str]:
    reasons = {}
    if tp + fp == 0:
        reasons["precision"] = "no customer is predicted to leave"
    if tp + fn == 0:
        reasons["recall"] = "no customer left"
    if tp + fp + fn == 0:
        reasons["f1"] = "no customer left and none is predicted to"
    if len(np.unique(y_true)) < 2:
        for name in ("roc_auc", "average_precision"):
            reasons[name] = "only one class present in the test rows"
    return reasons


def _score(name: str, y_true: IntArray, predicted: IntArray, probability: FloatArray) -> float:
    by_class: dict[str, Callable[..., float]] = {
        "accuracy": sk.accuracy_score,
        "precision": sk.precision_score,
        "recall": sk.recall_score,
        "f1": sk.f1_score,
    }
    if name in by_class:
        return float(by_class[name](y_true, predicted))
    if name == "log_loss":
        return float(sk.log_loss(y_true, probability, labels=[0, 1]))
    by_probability: dict[str, Callable[..., float]] = {
        "roc_auc": sk.roc_auc_score,
        "average_precision": sk.average_precision_score,
        "brier": sk.brier_score_loss,
    }
    return float(by_probability[name](y_true, probability))
