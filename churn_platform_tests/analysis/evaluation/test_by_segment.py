import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, precision_score, recall_score, roc_auc_score

from churn_platform.analysis.evaluation.by_segment import scores_by_segment
from churn_platform_tests.analysis.evaluation.cases import P, Y, customers


def labels(values: list[str], order: list[str]) -> pd.Series:
    return pd.Series(pd.Categorical(values, order, ordered=True))


def test_each_segment_is_scored_on_its_own_rows_in_the_order_of_the_labels() -> None:
    y, p = customers(400, 6)
    names = np.random.default_rng(60).choice(["small town", "city"], 400, p=[0.1, 0.9])
    got = scores_by_segment(y, p, labels(names.tolist(), ["small town", "village", "city"]), 50)
    assert [row["segment"] for row in got] == ["small town", "city"]
    for row in got:
        rows = names == row["segment"]
        assert row["customers"] == rows.sum()
        assert row["leavers"] == y[rows].sum()
        assert row["churn_rate"] == pytest.approx(y[rows].mean())
        assert row["predicted"] == pytest.approx(p[rows].mean())
        assert row["roc_auc"] == pytest.approx(roc_auc_score(y[rows], p[rows]), abs=1e-12)
        assert row["brier"] == pytest.approx(brier_score_loss(y[rows], p[rows]), abs=1e-12)
        assert row["precision"] == pytest.approx(precision_score(y[rows], p[rows] >= 0.5))
        assert row["recall"] == pytest.approx(recall_score(y[rows], p[rows] >= 0.5))
        assert row["small"] == (rows.sum() < 50)
        assert row["undefined"] == {}
    assert [row["small"] for row in got] == [True, False]


def test_what_has_no_value_is_null_with_a_reason() -> None:
    # y of the two: churner and stayers; stayers alone
    got = scores_by_segment(Y[:6], P[:6] / 2, labels(["a", "a", "a", "a", "b", "b"], ["a", "b"]), 3)
    first, second = got
    assert first["roc_auc"] is None
    assert first["undefined"] == {
        "roc_auc": "found 3 who left and 1 who stayed; expected 2",
        "precision": "no customer is predicted to leave",
    }
    assert first["recall"] == 0.0
    assert (second["roc_auc"], second["precision"], second["recall"]) == (None, None, None)
    assert second["undefined"]["recall"] == "no customer left"
    assert second["brier"] == pytest.approx((0.3**2 + 0.25**2) / 2)
    assert [row["small"] for row in got] == [False, True]
