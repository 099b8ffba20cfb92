"""The logistic regression of rows of any number: Newton's method, a part of the rows at a time."""

import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.pipeline import Pipeline

from churn_platform.analysis.rows import Rows, mapped
from churn_platform.analysis.training.models import FittedModel
from churn_platform.config.contracts.contract import Contract

FloatArray = NDArray[np.float64]
_LEAST_GRADIENT: Final = 1e-10
_HALVINGS: Final = 30


@dataclass(frozen=True)
class _Sums:
    """Over some rows: how many, their log loss, its gradient (k,) and its Hessian (k, k)."""

    rows: int
    loss: float
    gradient: FloatArray
    hessian: FloatArray

    def __add__(self, other: "_Sums") -> "_Sums":
        return _Sums(
            self.rows + other.rows,
            self.loss + other.loss,
            self.gradient + other.gradient,
            self.hessian + other.hessian,
        )


def refit(pipeline: Pipeline, train: Rows, contract: Contract) -> FittedModel:
    """Return the logistic regression of all rows; the preparation stays as it was fitted.

    Each step asks every part for its sums of loss, gradient and Hessian, wherever the part is, and
    moves by H^-1 g, halved until the loss does not rise (Newton's method; Boyd and Vandenberghe
    2004, Convex Optimization, 9.5). It minimises what scikit-learn's solvers minimise: the mean log
    loss plus |w|^2 / (2 C n), the intercept being free. It ends where no part of the gradient is
    above 1e-10.

    Args:
        pipeline: fitted on some of the rows, from whose coefficients the search starts.
        train: training rows of the clean table, of both classes.
        contract: says which columns are features and target.
    """
    began, made = time.perf_counter(), deepcopy(pipeline)
    model = made[-1]
    weights = np.append(model.coef_[0], model.intercept_)
    ridge = np.append(np.full(len(weights) - 1, 1 / model.C), 0.0)
    at = partial(_sums, train, preparation=made[0], contract=contract, ridge=ridge)
    sums, steps = at(weights), 0
    while not (converged := _steepest(sums) <= _LEAST_GRADIENT) and steps < model.max_iter:
        further = _lower(weights, sums, at)
        if further is None:  # as low as numbers of 64 bits can tell
            break
        weights, sums = further
        steps += 1
    model.coef_, model.intercept_ = weights[None, :-1], weights[-1:]
    model.n_iter_ = np.array([steps], dtype=np.int32)
    done = converged or steps < model.max_iter
    return FittedModel(made, time.perf_counter() - began, steps, done)


def _steepest(sums: _Sums) -> float:
    return float(np.abs(sums.gradient).max() / sums.rows)


def _lower(
    weights: FloatArray, sums: _Sums, at: Callable[[FloatArray], _Sums]
) -> tuple[FloatArray, _Sums] | None:
    """Return where the loss is lower, and the sums there; None if that is nowhere on the way."""
    # least squares: levels of a category sum to one column, and without a ridge H has no inverse
    step = np.linalg.lstsq(sums.hessian, sums.gradient, rcond=None)[0]
    for halving in range(_HALVINGS):
        nearer = weights - step / 2**halving
        found = at(nearer)
        if found.loss < sums.loss or _steepest(found) < _steepest(sums):
            return nearer, found
    return None


def _sums(
    train: Rows, weights: FloatArray, preparation: Any, contract: Contract, ridge: FloatArray
) -> _Sums:
    """Return the sums over all rows, the penalty among them."""
    ask = partial(_part_sums, weights=weights, preparation=preparation, contract=contract)
    columns = [*contract.features, contract.target]
    found = reduce(add, mapped(train, ask, columns))
    return _Sums(
        found.rows,
        found.loss + float(ridge @ weights**2) / 2,
        found.gradient + ridge * weights,
        found.hessian + np.diag(ridge),
    )


def _part_sums(
    part: pd.DataFrame, weights: FloatArray, preparation: Any, contract: Contract
) -> _Sums:
    if part.empty:
        width = len(weights)
        return _Sums(0, 0.0, np.zeros(width), np.zeros((width, width)))
    y = part[contract.target].to_numpy(dtype=np.float64)
    features = preparation.transform(part[contract.features])
    columns = np.column_stack([features, np.ones(len(part))])
    log_odds = columns @ weights
    probability = expit(log_odds)
    loss = float((np.logaddexp(0, log_odds) - y * log_odds).sum())
    spread = columns * (probability * (1 - probability))[:, None]
    return _Sums(len(part), loss, columns.T @ (probability - y), columns.T @ spread)
