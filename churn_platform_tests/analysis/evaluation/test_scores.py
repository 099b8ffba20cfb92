import math

import numpy as np
import pytest
from sklearn import metrics

from churn_platform.analysis.evaluation.scores import evaluate, evaluate_baseline
from churn_platform.metadata import SCORES
from churn_platform_tests.analysis.evaluation.cases import customers

Y = np.array([0, 0, 1, 1, 0])
P = np.array([0.1, 0.6, 0.8, 0.4, 0.2])


def test_scores_are_those_worked_out_by_hand() -> None:
    got = evaluate(Y, P)
    assert got["confusion_matrix"] == {
        "true_negative": 2,
        "false_positive": 1,
        "false_negative": 1,
        "true_positive": 1,
    }
    assert got["accuracy"] == pytest.approx(3 / 5)
    assert got["precision"] == pytest.approx(1 / 2)
    assert got["recall"] == pytest.approx(1 / 2)
    assert got["f1"] == pytest.approx(1 / 2)
    # pairs (churned, stayed): 0.8 beats all three, 0.4 beats two of three
    assert got["roc_auc"] == pytest.approx(5 / 6)
    # by rank 0.8 (hit, precision 1/1), 0.6, 0.4 (hit, precision 2/3)
    assert got["average_precision"] == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert got["brier"] == pytest.approx((0.01 + 0.36 + 0.04 + 0.36 + 0.04) / 5)
    logs = [math.log(0.9), math.log(0.4), math.log(0.8), math.log(0.4), math.log(0.8)]
    assert got["log_loss"] == pytest.approx(-sum(logs) / 5)
    # |0 - 0.1| + |0 - 0.2| + |1 - 0.4| + |0 - 0.6| + |1 - 0.8|, one customer in each bin
    assert got["ece"] == pytest.approx(1.7 / 5)
    # the first decile is one customer, who left; 2 of 5 did
    assert got["lift_top_decile"] == pytest.approx(2.5)
    assert got["undefined"] == {}


def test_one_half_counts_as_leaving() -> None:
    assert evaluate(np.array([1, 0]), np.array([0.5, 0.4]))["accuracy"] == 1.0


def test_the_baseline_predicts_the_training_share_for_everybody() -> None:
    got = evaluate_baseline(np.array([1, 0, 0, 0]), np.array([1, 0, 0, 0, 0]))
    assert got["accuracy"] == pytest.approx(0.8)
    assert got["precision"] is None
    assert got["undefined"] == {
        "precision": "no customer is predicted to leave",
        "lift_top_decile": "every customer has the same probability",
    }
    assert got["ece"] == pytest.approx(0.25 - 0.2)
    assert got["roc_auc"] == pytest.approx(0.5)
    assert got["average_precision"] == pytest.approx(0.2)
    assert got["brier"] == pytest.approx((0.75**2 + 4 * 0.25**2) / 5)


def test_one_class_makes_its_scores_null_with_a_reason() -> None:
    got = evaluate(np.array([0, 0]), np.array([0.1, 0.2]))
    assert [name for name in SCORES if got[name] is None] == [
        name for name in SCORES if name in got["undefined"]
    ]
    assert set(got["undefined"]) == set(SCORES) - {"accuracy", "log_loss", "brier", "ece"}
    assert got["accuracy"] == 1.0
    assert got["ece"] == pytest.approx(0.15)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scores_are_those_of_scikit_learn(seed: int) -> None:
    y, p = customers(500, seed)
    chosen = p >= 0.5
    expected = {
        "accuracy": metrics.accuracy_score(y, chosen),
        "precision": metrics.precision_score(y, chosen),
        "recall": metrics.recall_score(y, chosen),
        "f1": metrics.f1_score(y, chosen),
        "roc_auc": metrics.roc_auc_score(y, p),
        "average_precision": metrics.average_precision_score(y, p),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
    }
    got = evaluate(y, p)
    assert {name: got[name] for name in expected} == pytest.approx(expected, abs=1e-12)
    matrix = got["confusion_matrix"]
    assert list(matrix.values()) == metrics.confusion_matrix(y, chosen).ravel().tolist()


def test_a_certain_and_wrong_probability_costs_a_lot_and_not_everything() -> None:
    y, p = np.array([1, 0, 1]), np.array([0.0, 1.0, 1.0])
    assert evaluate(y, p)["log_loss"] == pytest.approx(metrics.log_loss(y, p), abs=1e-12)
