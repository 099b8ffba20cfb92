"""The two models: build, fit, calibrate."""

import time
import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from threadpoolctl import ThreadpoolController

from churn_platform.analysis.features import linear_features, tree_features
from churn_platform.analysis.scoring.scorer import compile_scorer, probabilities
from churn_platform.analysis.training.boosted import GradientBoosting
from churn_platform.analysis.training.calibration import Calibration, SigmoidCalibrated
from churn_platform.config.contracts.contract import Contract

# Below this, threads cost more than they give: on busy cores they wait for each other.
_FEW_ROWS = 100_000
_CLOSE = 1e-8  # of the mean loss's gradient


@dataclass(frozen=True)
class FittedModel:
    """A fitted pipeline, how long the fit took in seconds, and whether the solver finished."""

    pipeline: Pipeline
    fit_seconds: float
    iterations: int
    converged: bool


def logistic_regression(contract: Contract, parameters: dict[str, Any], seed: int) -> Pipeline:
    """Return the unfitted logistic regression with its preparation.

    Newton's method: few columns and many rows, so it needs a handful of steps and ends closer to
    the optimum than a method of gradients.
    """
    model = LogisticRegression(
        **parameters, solver="newton-cholesky", tol=_CLOSE, random_state=seed
    )
    return Pipeline([("features", linear_features(contract)), ("model", model)])


def gradient_boosting(contract: Contract, parameters: dict[str, Any], seed: int) -> Pipeline:
    """Return the unfitted gradient boosting with its preparation.

    It takes categories as such: they are the first columns, see `tree_features`.
    """
    categories = tuple(range(len(contract.names("category"))))
    model = GradientBoosting(**parameters, categorical_features=categories, random_state=seed)
    return Pipeline([("features", tree_features(contract)), ("model", model)])


def fit_model(pipeline: Pipeline, train: pd.DataFrame, contract: Contract) -> FittedModel:
    """Fit on training rows of the clean table and say how it went."""
    start = time.perf_counter()
    with threads_for(train), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        pipeline.fit(train[contract.features], train[contract.target])
    seconds = time.perf_counter() - start
    converged = not any(issubclass(w.category, ConvergenceWarning) for w in caught)
    # one number for the trees, one for each class problem for the linear model
    iterations = int(np.max(pipeline[-1].n_iter_))
    return FittedModel(pipeline, seconds, iterations, converged)


def calibrated(pipeline: Pipeline, calibration: Calibration) -> Pipeline:
    """Return the fitted pipeline with the sigmoid on its log-odds, where that helps."""
    if not calibration.helps:
        return pipeline
    model = SigmoidCalibrated(pipeline[-1], calibration.slope, calibration.intercept)
    return Pipeline([*pipeline.steps[:-1], ("model", model)])


def churn_probability(pipeline: Pipeline, clean: pd.DataFrame, contract: Contract) -> pd.Series:
    """Return each customer's probability to leave, (n_customers,), 0 to 1."""
    scorer = compile_scorer(pipeline, contract, None)  # by arrays: scikit-learn's takes much longer
    return pd.Series(probabilities(clean, scorer, contract), index=clean.index)


def threads_for(table: pd.DataFrame) -> AbstractContextManager[Any]:
    """Return the limit of threads that suits a table of this size, for a `with` statement."""
    limit: AbstractContextManager[Any] = _pools().limit(
        limits=1 if len(table) < _FEW_ROWS else None
    )
    return limit


def one_thread() -> AbstractContextManager[Any]:
    """Return the limit of each library's own threads to one, for a `with` statement."""
    limit: AbstractContextManager[Any] = _pools().limit(limits=1)
    return limit


@lru_cache(maxsize=1)
def _pools() -> ThreadpoolController:
    # looked for once: it takes longer than to score a table
    return ThreadpoolController()
