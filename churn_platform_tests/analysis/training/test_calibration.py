from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from churn_platform.analysis.training.calibration import (
    Calibration,
    SigmoidCalibrated,
    calibrated_folds,
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


def likeliest_line(table: pd.DataFrame) -> tuple[float, float]:
    """Return slope and intercept of the log-odds that make the outcomes most likely."""
    said, sign = logit(table["probability"].to_numpy()), 1 - 2 * table["target"].to_numpy()

    def minus_log_likelihood(line: np.ndarray) -> float:
        return float(np.logaddexp(0, sign * (line[0] * said + line[1])).mean())

    slope, intercept = minimize(minus_log_likelihood, [1.0, 0.0], method="BFGS", tol=1e-9).x
    return float(slope), float(intercept)


def test_each_fold_goes_through_a_sigmoid_of_the_other_folds_of_its_repeat() -> None:
    true = log_odds()
    rng = np.random.default_rng(3)
    repeats = [
        folds_of(true, scale * true + 1).assign(repeat=number, fold=rng.integers(0, 3, ROWS))
        for number, scale in enumerate((3, 2))
    ]
    table = pd.concat(repeats, ignore_index=True)
    calibration = fit_calibration(table)
    found = calibrated_folds(table, calibration)
    pd.testing.assert_frame_equal(
        found.drop(columns="probability"), table.drop(columns="probability")
    )
    for (repeat, fold), rows in table.groupby(["repeat", "fold"]):
        others = table[(table["repeat"] == repeat) & (table["fold"] != fold)]
        slope, intercept = likeliest_line(others)
        expected = expit(intercept + slope * logit(rows["probability"]))
        np.testing.assert_allclose(found.loc[rows.index, "probability"], expected, atol=1e-5)


def test_what_a_sigmoid_would_not_help_stays_as_it_is() -> None:
    table = folds_of(log_odds(), log_odds())
    assert calibrated_folds(table, fit_calibration(table)) is table


def test_calibrated_folds_are_as_sure_as_the_outcomes_are() -> None:
    true = log_odds()
    table = folds_of(true, 3 * true + 1)
    found = calibrated_folds(table, fit_calibration(table))
    assert found["probability"].mean() == pytest.approx(found["target"].mean(), abs=0.002)
    again = fit_calibration(found)
    assert not again.helps
    assert again.slope == pytest.approx(1, abs=0.01)


def test_probabilities_of_0_and_1_can_be_calibrated() -> None:
    true = log_odds()
    table = folds_of(true, 3 * true)
    table["probability"] = table["probability"].round(1)
    assert set(table["probability"]) >= {0.0, 1.0}
    found = calibrated_folds(table, replace(fit_calibration(table), helps=True))
    assert found["probability"].between(0, 1).all()
