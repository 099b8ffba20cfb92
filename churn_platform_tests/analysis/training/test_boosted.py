"""The gradient boosting, against LightGBM's own estimator and scikit-learn's."""

import sys

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMClassifier
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.features import tree_features
from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.training.boosted import GradientBoosting
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform_tests.analysis.training.customers import customers
from churn_platform_tests.telco import TELCO

PARAMETERS = DEFAULTS["gradient_boosting"]
CATEGORIES = tuple(range(len(TELCO.names("category"))))


def numbers(rows: int, seed: int) -> tuple[FloatArray, "pd.Series[int]"]:
    table = customers(rows, seed)
    return tree_features(TELCO).fit_transform(table[TELCO.features]), table[TELCO.target]


def made(seed: int = 42) -> GradientBoosting:
    return GradientBoosting(**PARAMETERS, categorical_features=CATEGORIES, random_state=seed)


def test_it_is_lightgbm_s_own_model() -> None:
    X, y = numbers(1500, 1)
    own = LGBMClassifier(
        n_estimators=PARAMETERS["max_iter"],
        learning_rate=PARAMETERS["learning_rate"],
        max_depth=2,
        num_leaves=4,
        min_child_samples=PARAMETERS["min_samples_leaf"],
        reg_lambda=PARAMETERS["l2_regularization"],
        colsample_bynode=3 / 19,  # 0.2 of 19 columns, rounded down
        random_state=42,
        n_jobs=1,
        verbosity=-1,
    )
    own.fit(X, y, categorical_feature=list(CATEGORIES))
    found = made().fit(X, y)
    new, _ = numbers(500, 2)
    expected = own.booster_.predict(new)
    np.testing.assert_allclose(found.predict_proba(new)[:, 1], expected, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found.predict(new), (np.asarray(expected) > 0.5).astype(int))
    assert (found.n_iter_, found.classes_.tolist()) == (120, [0, 1])


def test_it_ranks_as_well_as_scikit_learns() -> None:
    (X, y), (new, left) = numbers(3000, 1), numbers(4000, 2)
    other = HistGradientBoostingClassifier(
        **PARAMETERS, categorical_features=list(CATEGORIES), early_stopping=False, random_state=42
    )
    with threadpool_limits(1):
        expected = roc_auc_score(left, other.fit(X, y).predict_proba(new)[:, 1])
    found = roc_auc_score(left, made().fit(X, y).predict_proba(new)[:, 1])
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_a_seed_gives_the_same_trees_and_another_gives_others(seed: int) -> None:
    X, y = numbers(600, 1)
    one = made(seed).fit(X, y)
    assert clone(one).fit(X, y).trees_ == one.trees_
    assert made(7).fit(X, y).trees_ != one.trees_


def test_a_library_that_this_machine_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class _Absent:
        def find_spec(self, name: str, *_others: object) -> None:
            if name == "lightgbm":
                raise OSError("libgomp.so.1: cannot open shared object file")

    for name in [name for name in sys.modules if name.partition(".")[0] == "lightgbm"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Absent(), *sys.meta_path])
    with pytest.raises(DataError, match=r"libgomp\.so\.1.*`apt-get install libgomp1`"):
        made().fit(*numbers(100, 1))
