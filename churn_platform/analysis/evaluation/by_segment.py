"""Metrics by segment: is a model as good for new customers as for old ones?"""

from typing import Any, Final

import pandas as pd

from churn_platform.analysis.evaluation.scores import THRESHOLD, undefined
from churn_platform.analysis.evaluation.weighted import unweighted_scores
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray, rank

_SCORES: Final = ("roc_auc", "brier", "precision", "recall")
_MIN: Final = 2  # with one churned customer the area under the curve is that customer's rank


def scores_by_segment(
    y_true: IntArray, probability: FloatArray, segments: pd.Series, smallest: int
) -> list[dict[str, Any]]:
    """Return one record for each segment that has customers, in the order of the labels.

    Scores without a value are None, with the reason in `undefined`; so is the area under the ROC
    curve of a segment with fewer than two customers of a class. `small` says that there are
    fewer than `smallest` customers. Classes are cut at one half.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of leaving, (n_customers,).
        segments: as `segment_of` gives them, (n_customers,).
        smallest: fewest customers of a segment that is not small.
    """
    codes = segments.cat.codes.to_numpy()
    return [
        {"segment": str(label), **_record(y_true[rows], probability[rows], smallest)}
        for place, label in enumerate(segments.cat.categories)
        if (rows := codes == place).any()
    ]


def _record(y_true: IntArray, probability: FloatArray, smallest: int) -> dict[str, Any]:
    customers, churned = len(y_true), int(y_true.sum())
    scores = unweighted_scores(rank(y_true, probability))
    reasons = _reasons(y_true, probability)
    return {
        "customers": customers,
        "leavers": churned,
        "churn_rate": churned / customers,
        "predicted": float(probability.mean()),
        **{name: None if name in reasons else scores[name] for name in _SCORES},
        "small": customers < smallest,
        "undefined": reasons,
    }


def _reasons(y_true: IntArray, probability: FloatArray) -> dict[str, str]:
    chosen = probability >= THRESHOLD
    left, hits = int(y_true.sum()), int(y_true[chosen].sum())
    found = undefined(hits, int(chosen.sum()) - hits, left - hits, y_true)
    minimum = min(left, len(y_true) - left)
    if minimum < _MIN:
        found["roc_auc"] = f"found {left} who left and {len(y_true) - left} who stayed; expected 2"
    return {name: found[name] for name in _SCORES if name in found}
