"""The models of the folds as scorers, against pipelines of scikit-learn fitted without a fold."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.hashing import hashes
from churn_platform.analysis.scoring.encoded import encode_table
from churn_platform.analysis.scoring.folds import FoldScorers
from churn_platform.analysis.training.calibration import (
    Calibration,
    SigmoidCalibrated,
    calibrated_folds,
    fold_sigmoids,
)
from churn_platform.analysis.training.cross import Folds, fit_folds
from churn_platform.analysis.training.fold_scorers import fold_scorers
from churn_platform.analysis.training.models import (
    gradient_boosting,
    logistic_regression,
    threads_for,
)
from churn_platform_tests.analysis.figures.shapes import SHAPES, Shape, shape

ALL = shape("numeric", "flag", "category")
BUILDS: dict[str, tuple[Callable[..., Pipeline], dict[str, Any]]] = {
    "logistic_regression": (logistic_regression, {"C": 1.0, "max_iter": 1000}),
    "gradient_boosting": (gradient_boosting, {"max_iter": 10, "max_depth": 2}),
}
NONE = Calibration(helps=False, slope=1.0, intercept=0.0, gain=0.0, error=1.0)
SIGMOID = Calibration(helps=True, slope=0.8, intercept=0.1, gain=1.0, error=0.1)


def made(name: str, one: Shape, calibration: Calibration) -> tuple[Pipeline, Folds, FoldScorers]:
    build, parameters = BUILDS[name]
    pipeline = build(one.contract, parameters, 42)
    folds = fit_folds(pipeline, one.clean, one.contract, folds=3, repeats=2, seed=7)
    return pipeline, folds, fold_scorers(folds, pipeline, one.clean, calibration, one.contract)


@pytest.mark.parametrize(
    ("one", "calibration"),
    [*((one, NONE) for one in SHAPES.values()), (ALL, SIGMOID)],
    ids=[*SHAPES, "calibrated"],
)
@pytest.mark.parametrize("name", BUILDS)
def test_each_scorer_is_a_model_that_was_fitted_without_its_fold(
    name: str, one: Shape, calibration: Calibration
) -> None:
    pipeline, folds, found = made(name, one, calibration)
    fold = folds.first["fold"].to_numpy()
    sigmoids = fold_sigmoids(folds.first)
    features, y = one.clean[one.contract.features], one.clean[one.contract.target].to_numpy()
    for place, scorer in enumerate(found.scorers):
        model, rows = clone(pipeline), fold != place
        if name == "logistic_regression":  # its penalty has the same weight beside each row's loss
            model.set_params(model__C=1.0 * len(y) / rows.sum())
        with threads_for(one.clean):
            model.fit(features[rows], y[rows])
        if calibration.helps:
            model.steps[-1] = ("model", SigmoidCalibrated(model[-1], *sigmoids[place]))
        expected = model.predict_proba(features)[:, 1]
        got = scorer.probability(encode_table(one.clean, one.contract))
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", BUILDS)
def test_a_training_customer_gets_the_probability_of_the_published_folds(name: str) -> None:
    _, folds, found = made(name, ALL, SIGMOID)
    places = found.of(hashes(ALL.clean[ALL.contract.identifier]))
    assert places.tolist() == folds.first["fold"].tolist()
    encoded = encode_table(ALL.clean, ALL.contract)
    by_fold = np.stack([scorer.probability(encoded) for scorer in found.scorers])
    table = calibrated_folds(folds.table, SIGMOID)
    expected = table.loc[table["repeat"] == 0, "probability"]
    np.testing.assert_allclose(by_fold[places, np.arange(len(places))], expected, atol=1e-9)


def test_a_customer_who_did_not_train_the_model_has_no_fold() -> None:
    _, _, found = made("logistic_regression", ALL, NONE)
    assert found.trained.tolist() == sorted(hashes(ALL.clean[ALL.contract.identifier]).tolist())
    assert (found.of(hashes(pd.Series(["somebody else"]))) == -1).all()


def test_a_scorer_that_says_something_else_than_its_model_is_refused() -> None:
    build, parameters = BUILDS["logistic_regression"]
    pipeline = build(ALL.contract, parameters, 42)
    folds = fit_folds(pipeline, ALL.clean, ALL.contract, folds=2, repeats=1, seed=7)
    moved = expit(logit(folds.table["probability"]) + 0.01)
    wrong = Folds(folds.table.assign(probability=moved), folds.models)
    with pytest.raises(DataError, match="scorer of a fold is .* off the model's own probability"):
        fold_scorers(wrong, pipeline, ALL.clean, NONE, ALL.contract)
