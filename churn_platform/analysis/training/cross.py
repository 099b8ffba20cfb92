"""Predictions of training rows by models that have not seen them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from churn_platform.analysis.features import encoded_once
from churn_platform.analysis.training.models import threads_for
from churn_platform.config.contracts.contract import Contract
from churn_platform.runtime.progress import SILENT, Progress


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
    tables, models = [], []
    for repeat in range(repeats):
        table = pd.DataFrame({"repeat": repeat, "fold": 0, "target": y, "probability": np.nan})
        for fold, (fit, held_out) in enumerate(_drawn(y, count, seed + repeat)):
            model = _for_fewer_rows(light, len(fit) / len(y))
            with threads_for(train):
                model.fit(rows.iloc[fit], y[fit])
                predicted = model.predict_proba(rows.iloc[held_out])[:, 1]
            table.loc[held_out, "fold"] = fold
            table.loc[held_out, "probability"] = predicted
            if repeat == 0:
                models.append(model)
            progress.advance(repeat * count + fold + 1, repeats * count)
        tables.append(table)
    return Folds(pd.concat(tables, ignore_index=True), tuple(models))


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
