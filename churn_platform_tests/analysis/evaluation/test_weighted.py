from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from churn_platform.analysis.campaign.profit import Campaign, maximum_profit
from churn_platform.analysis.evaluation.lift import at_top, lift_top_decile
from churn_platform.analysis.evaluation.weighted import unweighted_scores, weighted_scores
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray, rank
from churn_platform_tests.analysis.evaluation.cases import P, Y, customers

DEAR = Campaign(clv=100, offer_cost=30, contact_cost=5, alpha=2, beta=3)


def one_by_one(y: IntArray, p: FloatArray, campaign: Campaign) -> dict[str, float]:
    """Return each score of these very rows, mostly by scikit-learn."""
    chosen = p >= 0.5
    with_classes: dict[str, Any] = {
        "accuracy": metrics.accuracy_score,
        "precision": metrics.precision_score,
        "recall": metrics.recall_score,
        "f1": metrics.f1_score,
    }
    with_probabilities: dict[str, Any] = {
        "roc_auc": metrics.roc_auc_score,
        "average_precision": metrics.average_precision_score,
        "brier": metrics.brier_score_loss,
        "log_loss": metrics.log_loss,
        "lift_top_decile": lift_top_decile,
    }
    tops = {percent: at_top(y, p, percent) for percent in (5, 10, 20)}
    return {
        **{name: float(score(y, chosen)) for name, score in with_classes.items()},
        **{name: float(score(y, p)) for name, score in with_probabilities.items()},
        "mpc": maximum_profit(y, p, campaign).profit,
        **{
            f"{name}_top_{percent}": top[name]
            for percent, top in tops.items()
            for name in ("precision", "recall")
        },
    }


@pytest.mark.parametrize(
    ("decimals", "campaign"), [(1, Campaign()), (2, DEAR), (15, Campaign()), (15, DEAR)], ids=str
)
def test_a_resample_scores_as_its_rows_do_one_by_one(decimals: int, campaign: Campaign) -> None:
    draw = np.random.default_rng(decimals)
    n = 301
    y, p = customers(n, decimals)
    p = np.clip(p + draw.random(n) * 1e-3, 0, 1).round(decimals).astype(np.float64)
    ranking = rank(y, p)
    # sorted, so that rows of equal probability stay in the order of the customers
    drawn = [np.sort(draw.integers(0, n, n)) for _ in range(8)]
    weights = np.array([np.bincount(rows, minlength=n)[ranking.order] for rows in drawn])
    got = weighted_scores(ranking, weights.astype(np.float64), campaign)
    for place, rows in enumerate(drawn):
        expected = one_by_one(y[rows], p[rows], campaign)
        found = {name: float(values[place]) for name, values in got.items()}
        assert found == pytest.approx(expected, abs=1e-12)


def test_everybody_once_scores_as_the_table_does() -> None:
    y, p = customers(2113, 4)
    got = weighted_scores(rank(y, p), np.ones((1, 2113)), Campaign())
    found = {name: float(values[0]) for name, values in got.items()}
    expected = one_by_one(y, p, Campaign())
    assert found == pytest.approx(expected, abs=1e-12)
    alone = unweighted_scores(rank(y, p))
    assert alone == {name: found[name] for name in alone}


def test_resamples_without_a_class_are_missing_where_scores_are_undefined() -> None:
    y, p = np.array([1, 0, 0]), np.array([0.9, 0.4, 0.2])
    nobody_left, everybody_left = [0.0, 2.0, 1.0], [3.0, 0.0, 0.0]
    got = weighted_scores(rank(y, p), np.array([nobody_left, everybody_left]), Campaign())
    missing = {name: np.isnan(values).tolist() for name, values in got.items()}
    both = {name for name, (first, second) in missing.items() if first and second}
    assert both == {"roc_auc", "average_precision"}
    no_leaver = {name for name, (first, second) in missing.items() if first and not second}
    recalls = {f"recall_top_{percent}" for percent in (5, 10, 20)}
    assert no_leaver == {"precision", "recall", "f1", "lift_top_decile"} | recalls
    assert got["mpc"].tolist() == [0.0, pytest.approx(56.0)]
    assert got["accuracy"].tolist() == [1.0, 1.0]


def test_nobody_above_one_half() -> None:
    got = unweighted_scores(rank(Y, P / 2))
    assert (got["precision"], got["recall"], got["f1"]) == (None, 0.0, 0.0)
    assert got["accuracy"] == pytest.approx(0.6)
