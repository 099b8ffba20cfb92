from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from churn_platform.analysis.training.calibration import (
    Calibration,
    SigmoidCalibrated,
    fit_calibration,
)
from churn_platform.analysis.training.models import calibrated

ROWS = 4000


def folds_of(true_log_odds: np.ndarray, said_log_odds: np.ndarray) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    target = (rng.random(len(true_log_odds)) < expit(true_log_odds)).astype("int64")
    return pd.DataFrame(
        {
            "repeat": 0,
            "fold": np.arange(len(target)) % 5,
            "target": target,
            "probability": expit(said_log_odds),
        }
    )


def log_odds() -> np.ndarray:
    return np.random.default_rng(0).normal(-1, 1.5, ROWS)


def test_overconfident_probabilities_are_brought_back() -> None:
    true = log_odds()
    found = fit_calibration(folds_of(true, 3 * true + 1))
    assert found.helps
    # said = 3 true + 1, so true = said / 3 - 1 / 3
    assert found.slope == pytest.approx(1 / 3, abs=0.03)
    assert found.intercept == pytest.approx(-1 / 3, abs=0.1)
    assert found.gain > 10 * found.error


def test_probabilities_that_are_right_are_left_alone() -> None:
    true = log_odds()
    found = fit_calibration(folds_of(true, true))
    assert not found.helps
    assert found.slope == pytest.approx(1, abs=0.1)


def test_the_sigmoid_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(2)
    X = rng.normal(size=(ROWS, 2))
    y = (rng.random(ROWS) < expit(X[:, 0] - 1)).astype("int64")
    model = LogisticRegression().fit(X * 2, y)
    said = model.predict_proba(X)[:, 1]
    table = pd.DataFrame(
        {"repeat": 0, "fold": np.arange(ROWS) % 5, "target": y, "probability": said}
    )
    ours = fit_calibration(table)
    theirs = CalibratedClassifierCV(FrozenEstimator(model), method="sigmoid", cv=2).fit(X, y)
    got = SigmoidCalibrated(model, ours.slope, ours.intercept)
    # theirs shrinks the labels by 1 / (n + 2), which moves it by less than a thousandth here
    np.testing.assert_allclose(got.predict_proba(X)[:, 1], theirs.predict_proba(X)[:, 1], atol=2e-3)


def test_a_calibrated_model_keeps_the_order_and_its_log_odds_are_a_line() -> None:
    X = np.linspace(-2, 2, 50).reshape(-1, 1)
    y = (X[:, 0] + np.sin(40 * X[:, 0]) > 0).astype("int64")
    model = LogisticRegression().fit(X, y)
    both = SigmoidCalibrated(model, 0.5, -0.25)
    proba = both.predict_proba(X)
    np.testing.assert_allclose(logit(proba[:, 1]), 0.5 * model.decision_function(X) - 0.25)
    np.testing.assert_allclose(proba.sum(axis=1), 1)
    assert (np.diff(proba[:, 1]) > 0).all() == (model.coef_[0, 0] > 0)
    assert both.predict(X).tolist() == (proba[:, 1] > 0.5).astype(int).tolist()


def test_a_calibrated_pipeline_predicts_and_one_that_needs_no_sigmoid_stays_itself() -> None:
    X = pd.DataFrame({"x": np.linspace(-2, 2, 50)})
    y = (X["x"] > 0.3).astype("int64")
    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
    sigmoid = Calibration(helps=True, slope=0.5, intercept=-0.25, gain=1.0, error=0.1)
    got = calibrated(pipeline, sigmoid).predict_proba(X)[:, 1]
    np.testing.assert_allclose(logit(got), 0.5 * pipeline.decision_function(X) - 0.25)
    assert calibrated(pipeline, replace(sigmoid, helps=False)) is pipeline


def test_the_first_repeat_alone_decides() -> None:
    true = log_odds()
    first = folds_of(true, true)
    spoiled = folds_of(true, 5 * true).assign(repeat=1)
    assert fit_calibration(pd.concat([first, spoiled])) == fit_calibration(first)
