"""Predictions of training rows by models that have not seen them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from churn_platform.analysis.features import encoded_once
from churn_platform.analysis.training.models import one_thread
from churn_platform.config.contracts.contract import Contract
from churn_platform.runtime.progress import SILENT, Progress

_MANY_ROWS = 50_000


@dataclass(frozen=True)
class Folds:
    """A cross-validation: what it predicted, and the models that it fitted in its first repeat.

    `table` is as `fit_folds` says. `models` has one for each fold, in order, fitted on the rows
    of the other folds; their categories are encoded already, see `features.encoded_once`.
    """

    table: pd.DataFrame
    models: tuple[Pipeline, ...]

    @property
    def first(self) -> pd.DataFrame:
        """The predictions of the first repeat, (n_train, 4)."""
        return self.table[self.table["repeat"] == 0]


def fit_folds(
    pipeline: Pipeline,
    train: pd.DataFrame,
    contract: Contract,
    folds: int,
    repeats: int,
    seed: int,
    progress: Progress = SILENT,
) -> Folds:
    """Predict each training row by a model that was fitted without its fold, and keep the models.

    Repeated stratified cross-validation. The penalty of a logistic regression has the same weight
    beside each row's loss as in a fit on all rows. One row of the table is one customer in one
    repeat, in the order of `train` within each: `repeat`, `fold`, `target`, `probability`;
    (repeats * n_train, 4). Where a class has fewer customers than folds, there are as many
    folds as it has customers.

    Args:
        pipeline: unfitted.
        train: training rows of the clean table, sorted by id, so that the order of the source's
            rows does not matter.
        contract: says which columns are features and target.
        folds: 2 or more.
        repeats: how often the folds are drawn anew.
        seed: of the folds; each repeat has its own.
        progress: told after each fold of all repeats.
    """
    preparation, rows = encoded_once(pipeline[0], train[contract.features])
    light = Pipeline([(pipeline.steps[0][0], preparation), *pipeline.steps[1:]])
    y = train[contract.target].to_numpy()
    count = max(2, min(folds, int(np.bincount(y, minlength=2).min())))
    drawn = [each for repeat in range(repeats) for each in _drawn(y, count, seed + repeat)]
    predicted, models = np.full((repeats, len(y)), np.nan), []
    fold = np.zeros((repeats, len(y)), dtype=np.int64)
    at_once = Parallel(_workers(light, len(y)), backend="threading", return_as="generator")
    with one_thread():  # for each fit, so that the results do not depend on how many are at work
        fits = at_once(delayed(_fold)(light, rows, y, *each) for each in drawn)
        for place, (model, probability) in enumerate(fits):
            repeat, number = divmod(place, count)
            predicted[repeat, drawn[place][1]] = probability
            fold[repeat, drawn[place][1]] = number
            if repeat == 0:
                models.append(model)
            progress.advance(place + 1, len(drawn))
    table = pd.DataFrame(
        {
            "repeat": np.repeat(np.arange(repeats), len(y)),
            "fold": fold.ravel(),
            "target": np.tile(y, repeats),
            "probability": predicted.ravel(),
        }
    )
    return Folds(table, tuple(models))


def _fold(
    light: Pipeline, rows: pd.DataFrame, y: np.ndarray, fit: np.ndarray, held_out: np.ndarray
) -> tuple[Pipeline, np.ndarray]:
    """Return a model of the rows to fit and its probabilities of those held out, (n_held_out,)."""
    model = _for_fewer_rows(light, len(fit) / len(y))
    model.fit(rows.iloc[fit], y[fit])
    return model, model.predict_proba(rows.iloc[held_out])[:, 1]


def _workers(pipeline: Pipeline, rows: int) -> int:
    """Return how many folds to fit at once; -1 for as many as there are cores.

    LightGBM lets go of the interpreter while it fits. Newton's method on few rows is mostly Python,
    and threads would wait for each other.
    """
    return 1 if isinstance(pipeline[-1], LogisticRegression) and rows < _MANY_ROWS else -1


def _for_fewer_rows(pipeline: Pipeline, share: float) -> Pipeline:
    """Return an unfitted clone that a share of the rows fits as all of them fit the pipeline.

    A logistic regression weighs its penalty against the sum of the losses, so on fewer rows it
    would shrink more than the model that it stands for, and be less sure. A gradient boosting is
    bounded by numbers that do not depend on how many rows there are.
    """
    made = clone(pipeline)
    if isinstance(made[-1], LogisticRegression):
        made[-1].set_params(C=made[-1].C / share)
    return made


def _drawn(y: np.ndarray, folds: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    places = np.zeros((len(y), 1))
    yield from StratifiedKFold(folds, shuffle=True, random_state=seed).split(places, y)
