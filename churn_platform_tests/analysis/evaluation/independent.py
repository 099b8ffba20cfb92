"""The numbers of the evaluation by other means: scikit-learn, and counting."""

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from churn_platform.analysis.statistics.ranking import FloatArray, IntArray


def numbers(y: IntArray, p: FloatArray) -> dict[str, float]:
    """Return the scores by scikit-learn and by counting."""
    chosen, place = p >= 0.5, np.argsort(-p, kind="stable")
    gaps = [abs((y - p)[rows].sum()) for rows in binned(p)]
    return {
        "accuracy": metrics.accuracy_score(y, chosen),
        "precision": metrics.precision_score(y, chosen),
        "recall": metrics.recall_score(y, chosen),
        "f1": metrics.f1_score(y, chosen),
        "roc_auc": metrics.roc_auc_score(y, p),
        "average_precision": metrics.average_precision_score(y, p),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "ece": sum(gaps) / len(y),
        "lift_top_decile": y[place[: -(-len(y) // 10)]].mean() / y.mean(),
        "mpc": max(earned(y, p, threshold) for threshold in [*np.unique(p), 2.0]),
    }


def binned(p: FloatArray) -> list[NDArray[np.bool_]]:
    """Return who is in each bin: above a tenth up to the next one, 0 in the first."""
    return [(p > (k / 10 if k else -1)) & (p <= (k + 1) / 10) for k in range(10)]


def earned(y: IntArray, p: FloatArray, threshold: float) -> float:
    """Return the profit per customer: 0.3 (200 - 10) - 1 for a leaver, -(10 + 1) for a stayer."""
    return float(np.where(y == 1, 56.0, -11.0)[p >= threshold].sum() / len(y))


def best_threshold(y: IntArray, p: FloatArray) -> float:
    """Return the threshold of most profit, the highest of equal ones."""
    return float(max(np.unique(p)[::-1], key=lambda threshold: earned(y, p, threshold)))
