"""Metrics of many resamples at once: each customer is weighted by how often it was drawn.

With a weight of 1 for everybody these are the scores of `scores`, `lift` and `profit`. The
expected calibration error is none of them: its bootstrap is biased upwards, see `calibrated`.
"""

from typing import Final

import numpy as np

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.lift import TOP_PERCENTS, top_customers
from churn_platform.analysis.statistics.ranking import (
    Counts,
    FloatArray,
    IntArray,
    Ranking,
    ratio,
)

_THRESHOLD: Final = 0.5
_LEAST: Final = float(np.finfo(np.float64).eps)  # as scikit-learn keeps the logarithm finite


def weighted_scores(
    ranking: Ranking, weights: FloatArray, campaign: Campaign
) -> dict[str, FloatArray]:
    """Return each score for each resample, (n_samples,); NaN where it is not defined.

    `mpc` is the maximum profit per customer at the mean gamma; `precision_top_5` and the like are
    of the top percents of the ranking, `lift_top_decile` is of the first decile.

    Args:
        ranking: the customers, (n_customers,).
        weights: how often each customer counts, whole numbers in the order of the ranking,
            (n_samples, n_customers); the same total, above 0, in each sample.
        campaign: costs and value of `mpc`.
    """
    drawn = Counts(weights, weights * ranking.left)
    every = _cumulative(drawn)
    in_group, groups = _by_group(ranking, drawn, every)
    top = _at_tops(ranking, every)
    rate = every.churned[:, -1] / every.customers[:, -1]
    return {
        **_of_curves(in_group, groups),
        **_of_probabilities(ranking, weights),
        **_at_threshold(ranking, every),
        "lift_top_decile": ratio(top["precision_top_10"], rate),
        "mpc": _mpc(groups, campaign),
        **top,
    }


def _cumulative(counts: Counts) -> Counts:
    return Counts(np.cumsum(counts.customers, axis=1), np.cumsum(counts.churned, axis=1))


def _by_group(ranking: Ranking, drawn: Counts, every: Counts) -> tuple[Counts, Counts]:
    """Return the counts in and down to each group of equal probability, (n_samples, n_groups)."""
    if len(ranking.ends) == len(ranking.left):  # all are different: spare the copies
        return drawn, every
    groups = Counts(every.customers[:, ranking.ends], every.churned[:, ranking.ends])
    return Counts(_steps(groups.customers), _steps(groups.churned)), groups


def _steps(totals: FloatArray) -> FloatArray:
    steps = totals.copy()
    steps[:, 1:] -= totals[:, :-1]
    return steps


def _of_curves(drawn: Counts, groups: Counts) -> dict[str, FloatArray]:
    """Area under the ROC curve, by trapezoids, and average precision, by steps.

    A churned customer outranks the retained customers of later groups and half of those of the same
    group. With D for a group's customers, L for those who churned down to it and l for its own, its
    retained customers are D - l, and the sum of (D - l) (L - l / 2) over the groups is that of D (L
    - l / 2), less half of all churned
    squared: sums of whole numbers, so exact.

    Args:
        drawn: in each group, (n_samples, n_groups).
        groups: down to each group, (n_samples, n_groups).
    """
    churned = groups.churned[:, -1]
    stayers = groups.customers[:, -1] - churned
    beaten = (
        _row_sums(drawn.customers, groups.churned)
        - _row_sums(drawn.customers, drawn.churned) / 2
        - churned**2 / 2
    )
    precision = groups.churned / np.maximum(groups.customers, 1)  # 0 without customers
    found = np.where(stayers > 0, _row_sums(drawn.churned, precision), np.nan)
    return {
        "roc_auc": ratio(beaten, churned * stayers),
        "average_precision": ratio(found, churned),
    }


def _row_sums(rows: FloatArray, factors: FloatArray) -> FloatArray:
    """Return the sum over each row times its factors, or times those of all rows, (n_rows,)."""
    # not by matrix product: its last bits depend on the number of threads
    terms = "sn,n->s" if factors.ndim == 1 else "sn,sn->s"
    return np.asarray(np.einsum(terms, rows, factors), dtype=np.float64)


def _of_probabilities(ranking: Ranking, weights: FloatArray) -> dict[str, FloatArray]:
    """Means over the customers."""
    p, left = ranking.probability, ranking.left
    gap, total = left - p, weights.sum(axis=1)
    likelihood = np.clip(np.where(left == 1, p, 1 - p), _LEAST, 1 - _LEAST)
    return {
        "brier": _row_sums(weights, gap**2) / total,
        "log_loss": _row_sums(weights, -np.log(likelihood)) / total,
    }


def _at_threshold(ranking: Ranking, every: Counts) -> dict[str, FloatArray]:
    """Scores of the classes, cut at one half."""
    none = np.zeros(len(every.customers))
    last = ranking.predicted(_THRESHOLD) - 1
    predicted = every.customers[:, last] if last >= 0 else none
    hits = every.churned[:, last] if last >= 0 else none
    churned, customers = every.churned[:, -1], every.customers[:, -1]
    return {
        "accuracy": (customers - predicted - churned + 2 * hits) / customers,
        "precision": ratio(hits, predicted),
        "recall": ratio(hits, churned),
        "f1": ratio(2 * hits, predicted + churned),
    }


def _at_tops(ranking: Ranking, every: Counts) -> dict[str, FloatArray]:
    """Precision and recall of the top percents; the last customer counts in part where it must."""
    rows = np.arange(len(every.customers))
    churned = every.churned[:, -1]
    scores = {}
    for percent in TOP_PERCENTS:
        top = top_customers(int(every.customers[0, -1]), percent)
        place = _first_reaching(every.customers, top)
        beyond = every.customers[rows, place] - top
        hits = every.churned[rows, place] - ranking.left[place] * beyond
        scores[f"precision_top_{percent}"] = hits / top
        scores[f"recall_top_{percent}"] = ratio(hits, churned)
    return scores


def _first_reaching(customers: FloatArray, top: int) -> IntArray:
    """Return for each sample the first place down to which there are so many customers."""
    return np.asarray((customers < top).sum(axis=1), dtype=np.int64)


def _mpc(groups: Counts, campaign: Campaign) -> FloatArray:
    best: FloatArray = campaign.profit(groups, campaign.gamma).max(axis=1)
    return np.maximum(best, 0.0) / groups.customers[:, -1]


def unweighted_scores(ranking: Ranking) -> dict[str, float | None]:
    """Return the scores of the curves, of the probabilities and at one half, None if undefined."""
    once = Counts(np.ones((1, len(ranking.left))), ranking.left[np.newaxis])
    every = _cumulative(once)
    scores = {
        **_of_curves(*_by_group(ranking, once, every)),
        **_of_probabilities(ranking, once.customers),
        **_at_threshold(ranking, every),
    }
    return {name: None if np.isnan(found[0]) else float(found[0]) for name, found in scores.items()}
