"""Predictions of training rows by models that have not seen them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from churn_platform.analysis.features import encoded_once
from churn_platform.analysis.training.models import threads_for
from churn_platform.contracts.contract import Contract
from churn_platform.progress import SILENT, Progress


def out_of_fold(
    pipeline: Pipeline,
    train: pd.DataFrame,
    contract: Contract,
    folds: int,
    repeats: int,
    seed: int,
    progress: Progress = SILENT,
) -> pd.DataFrame:
    """Return each training row's probability by a model that was fitted without its fold.

    Repeated stratified cross-validation. One row is one customer in one repeat, in the order of
    `train` within each: `repeat`, `fold`, `target`, `probability`; (repeats * n_train, 4). Where a
    class has fewer customers than folds, there are as many folds as it has customers.

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
    tables = []
    for repeat in range(repeats):
        table = pd.DataFrame({"repeat": repeat, "fold": 0, "target": y, "probability": np.nan})
        for fold, (fit, held_out) in enumerate(_drawn(y, count, seed + repeat)):
            model = clone(light)
            with threads_for(train):
                model.fit(rows.iloc[fit], y[fit])
                predicted = model.predict_proba(rows.iloc[held_out])[:, 1]
            table.loc[held_out, "fold"] = fold
            table.loc[held_out, "probability"] = predicted
            progress.advance(repeat * count + fold + 1, repeats * count)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _drawn(y: np.ndarray, folds: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    places = np.zeros((len(y), 1))
    yield from StratifiedKFold(folds, shuffle=True, random_state=seed).split(places, y)
