import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.evaluation.thresholds import (
    at_threshold,
    best_f1_threshold,
    chosen_thresholds,
)
from churn_platform_tests.analysis.evaluation.cases import P, Y, customers


def test_the_best_f1_is_the_best_of_all_thresholds() -> None:
    # 2 hits / (predicted + 4 churners), behind each group: 2/5, 4/7, 6/8, 6/9, 8/11, ...
    assert best_f1_threshold(Y, P) == 0.7
    y, p = customers(700, 5)
    scores = {threshold: f1_score(y, p >= threshold) for threshold in np.unique(p)}
    best = best_f1_threshold(y, p)
    assert best is not None
    assert scores[best] == max(scores.values())


def test_thresholds_come_from_all_repeats_together() -> None:
    table = pd.DataFrame(
        {"repeat": np.repeat([0, 1], 5), "fold": [0, 1] * 5, "target": Y, "probability": P}
    )
    # a churner who is contacted is worth 56, a stayer -11: a contact pays from 11/67 on
    expected = {"f1": 0.7, "profit": pytest.approx(11 / 67), "half": 0.5}
    assert chosen_thresholds(table, Campaign()) == expected


def test_nobody_is_chosen_where_nobody_left_or_contacting_loses_money() -> None:
    nobody = pd.DataFrame({"target": np.zeros(10, dtype=np.int64), "probability": P})
    dear = Campaign(contact_cost=60)
    assert chosen_thresholds(nobody, dear) == {"f1": None, "profit": None, "half": 0.5}


def test_a_threshold_does_on_other_customers_what_is_counted_there() -> None:
    y, p = customers(600, 8)
    got = at_threshold(y, p, 0.4, Campaign())
    chosen = p >= 0.4
    assert got["threshold"] == 0.4
    assert got["customers"] == chosen.sum()
    assert got["share"] == pytest.approx(chosen.mean())
    assert got["precision"] == pytest.approx(precision_score(y, chosen))
    assert got["recall"] == pytest.approx(recall_score(y, chosen))
    assert got["f1"] == pytest.approx(f1_score(y, chosen))
    # 56 for a churner and -11 for a stayer, see test_profit
    assert got["profit"] == pytest.approx(np.where(y == 1, 56, -11)[chosen].sum() / 600)
    assert got["undefined"] == {}


def test_a_threshold_for_nobody_earns_nothing_and_says_what_is_undefined() -> None:
    got = at_threshold(Y, P, None, Campaign())
    assert (got["threshold"], got["customers"], got["share"], got["profit"]) == (None, 0, 0.0, 0.0)
    assert (got["precision"], got["recall"], got["f1"]) == (None, 0.0, 0.0)
    assert got["undefined"] == {"precision": "no customer is predicted to leave"}
    empty = at_threshold(np.zeros(10, dtype=np.int64), P, None, Campaign())
    assert set(empty["undefined"]) == {"precision", "recall", "f1"}
    assert (empty["recall"], empty["f1"]) == (None, None)
