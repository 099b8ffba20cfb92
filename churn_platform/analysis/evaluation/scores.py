"""Metrics of a model's probabilities on the held-out customers."""

from typing import Any

import numpy as np

from churn_platform.analysis.calibration.curve import expected_calibration_error
from churn_platform.analysis.evaluation.lift import lift_top_decile
from churn_platform.analysis.evaluation.weighted import unweighted_scores
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray, rank
from churn_platform.metadata import SCORES

THRESHOLD = 0.5


def evaluate(y_true: IntArray, probability: FloatArray) -> dict[str, Any]:
    """Return the scores of predicted probabilities, the confusion matrix, and what is undefined.

    Classes are cut at 0.5. A score without a value is None and its reason stands in `undefined`.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of class 1, (n_customers,).

    Raises:
        ValueError: as `rank`.
    """
    ranking = rank(y_true, probability)
    predicted = ranking.predicted(THRESHOLD)
    true_positive, churned = int(ranking.left[:predicted].sum()), int(ranking.left.sum())
    false_positive, false_negative = predicted - true_positive, churned - true_positive
    reasons = undefined(true_positive, false_positive, false_negative, y_true)
    if "lift_top_decile" not in reasons and len(ranking.ends) == 1:
        reasons["lift_top_decile"] = "every customer has the same probability"
    known = unweighted_scores(ranking)
    known["ece"] = expected_calibration_error(y_true, probability)
    if "lift_top_decile" not in reasons:
        known["lift_top_decile"] = lift_top_decile(y_true, probability)
    return {
        **{name: None if name in reasons else known[name] for name in SCORES},
        "confusion_matrix": {
            "true_negative": len(y_true) - predicted - false_negative,
            "false_positive": false_positive,
            "false_negative": false_negative,
            "true_positive": true_positive,
        },
        "undefined": reasons,
    }


def evaluate_baseline(y_train: IntArray, y_test: IntArray) -> dict[str, Any]:
    """Return the scores of predicting, for everybody, the share of churn in the training rows."""
    return evaluate(y_test, np.full(len(y_test), y_train.mean()))


def undefined(tp: int, fp: int, fn: int, y_true: IntArray) -> dict[str, str]:
    """Return why a score has no value, by score.

    Args:
        tp: customers who left and were predicted to.
        fp: customers who stayed and were predicted to leave.
        fn: customers who left and were not predicted to.
        y_true: 0 or 1, (n_customers,).
    """
    reasons = {}
    if tp + fp == 0:
        reasons["precision"] = "no customer is predicted to leave"
    if tp + fn == 0:
        reasons["recall"] = reasons["lift_top_decile"] = "no customer left"
    if tp + fp + fn == 0:
        reasons["f1"] = "no customer left and none is predicted to"
    if len(np.unique(y_true)) < 2:
        for name in ("roc_auc", "average_precision"):
            reasons[name] = "only one class present in the test rows"
    return reasons
