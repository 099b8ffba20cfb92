"""Thresholds chosen without the held-out customers, and their results on those."""

from typing import Any, Final

import numpy as np
import pandas as pd

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.scores import THRESHOLD, undefined
from churn_platform.analysis.statistics.ranking import (
    Counts,
    FloatArray,
    IntArray,
    at_cuts,
    rank,
)

_OF_CLASSES: Final = ("precision", "recall", "f1")


def chosen_thresholds(out_of_fold: pd.DataFrame, campaign: Campaign) -> dict[str, float | None]:
    """Return the threshold of the best F1, of the largest expected profit, and one half.

    A customer with at least this probability is predicted to leave, or contacted. None stands for
    nobody: no churned customer is known, or contacting anybody loses money. Of equally good
    thresholds of F1 the highest is taken. That of profit follows from the campaign's terms alone,
    since the probabilities are calibrated: a cut searched on the training customers wanders with
    the split.

    Args:
        out_of_fold: `target` and `probability` of the training customers, each predicted by a
            model that did not see them; all repeats together.
        campaign: costs and value of the profit, at the mean gamma.

    Raises:
        ValueError: as `rank`.
    """
    y, p = out_of_fold["target"].to_numpy(), out_of_fold["probability"].to_numpy()
    return {
        "f1": best_f1_threshold(y, p),
        "profit": campaign.threshold,
        "half": THRESHOLD,
    }


def best_f1_threshold(y_true: IntArray, probability: FloatArray) -> float | None:
    """Return the threshold of the best F1, the highest of equal ones; None when nobody left."""
    ranking = rank(y_true, probability)
    counts = at_cuts(ranking)
    if not counts.churned[-1]:
        return None
    f1 = 2 * counts.churned / (counts.customers + counts.churned[-1])
    return float(ranking.probability[ranking.ends[int(f1.argmax())]])


def at_threshold(
    y_true: IntArray, probability: FloatArray, threshold: float | None, campaign: Campaign
) -> dict[str, Any]:
    """Return what contacting the customers with at least this probability does.

    `customers` and `share` of the base are contacted; `profit` is per customer of the whole base,
    at the mean gamma. A score without a value is None, with the reason in `undefined`.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of leaving, (n_customers,).
        threshold: None contacts nobody.
        campaign: costs and value of the profit.
    """
    n = len(y_true)
    chosen = probability >= (np.inf if threshold is None else threshold)
    customers, hits = int(chosen.sum()), int(y_true[chosen].sum())
    churned = int(y_true.sum())
    reasons = undefined(hits, customers - hits, churned - hits, y_true)
    counts = Counts(np.array([float(customers)]), np.array([float(hits)]))
    return {
        "threshold": threshold,
        "customers": customers,
        "share": customers / n,
        "precision": hits / customers if customers else None,
        "recall": hits / churned if churned else None,
        "f1": 2 * hits / (customers + churned) if customers + churned else None,
        "profit": float(campaign.profit(counts, campaign.gamma)[0] / n),
        "undefined": {name: reasons[name] for name in _OF_CLASSES if name in reasons},
    }
