import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from churn_platform.analysis.evaluation.spread import cross_validated
from churn_platform_tests.analysis.evaluation.cases import customers


def test_mean_and_deviation_are_over_the_folds_of_all_repeats() -> None:
    y, p = customers(600, 9)
    table = pd.DataFrame(
        {
            "repeat": np.repeat([0, 1], 300),
            "fold": np.random.default_rng(1).integers(0, 3, 600),
            "target": y,
            "probability": p,
        }
    )
    got = cross_validated(table)
    measures = {
        "roc_auc": roc_auc_score,
        "average_precision": average_precision_score,
        "brier": brier_score_loss,
        "log_loss": log_loss,
    }
    assert list(got) == list(measures)
    for name, measure in measures.items():
        fits = [
            measure(rows["target"], rows["probability"])
            for repeat in (0, 1)
            for fold in (0, 1, 2)
            if len(rows := table[(table["repeat"] == repeat) & (table["fold"] == fold)])
        ]
        assert got[name]["fits"] == 6
        assert got[name]["mean"] == pytest.approx(sum(fits) / 6, abs=1e-12)
        squares = sum((fit - sum(fits) / 6) ** 2 for fit in fits)
        assert got[name]["sd"] == pytest.approx((squares / 5) ** 0.5, abs=1e-12)


def test_folds_without_a_class_are_left_out_and_few_folds_have_no_deviation() -> None:
    table = pd.DataFrame(
        {
            "repeat": 0,
            "fold": [0, 0, 1, 1],
            "target": [0, 1, 0, 0],
            "probability": [0.2, 0.6, 0.1, 0.3],
        }
    )
    got = cross_validated(table)
    assert got["roc_auc"] == {"mean": 1.0, "sd": None, "fits": 1}
    assert got["brier"]["fits"] == 2
    none = cross_validated(table[table["fold"] == 1])
    assert none["roc_auc"] == {"mean": None, "sd": None, "fits": 0}
