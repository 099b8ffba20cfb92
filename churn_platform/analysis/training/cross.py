"""Predictions of training rows by models that have not seen them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from churn_platform.analysis.training.models import churn_probability, threads_for
from churn_platform.contracts.contract import Contract


def out_of_fold(
    pipeline: Pipeline, train: pd.DataFrame, contract: Contract, folds: int, repeats: int, seed: int
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
    """
    y = train[contract.target].to_numpy()
    count = max(2, min(folds, int(np.bincount(y, minlength=2).min())))
    tables = []
    for repeat in range(repeats):
        table = pd.DataFrame({"repeat": repeat, "fold": 0, "target": y, "probability": np.nan})
        for fold, (fit, held_out) in enumerate(_drawn(y, count, seed + repeat)):
            model = clone(pipeline)
            with threads_for(train):
                model.fit(train.iloc[fit][contract.features], y[fit])
            table.loc[held_out, "fold"] = fold
            predicted = churn_probability(model, train.iloc[held_out], contract)
            table.loc[held_out, "probability"] = predicted.to_numpy()
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _drawn(y: np.ndarray, folds: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    places = np.zeros((len(y), 1))
    yield from StratifiedKFold(folds, shuffle=True, random_state=seed).split(places, y)
