"""Compare the last accepted model and a candidate on customers that neither was trained on."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from churn_platform.analysis.champion.gates import Previous
from churn_platform.analysis.evaluation.scores import evaluate
from churn_platform.analysis.features import SPLIT
from churn_platform.analysis.hashing import Hashes, hashes, hashes_in
from churn_platform.analysis.monitoring.quality import quality_of
from churn_platform.analysis.rows import Rows, gathered, where, whole
from churn_platform.analysis.splitting import TRAIN
from churn_platform.analysis.training.models import churn_probability
from churn_platform.config.contracts.contract import Contract

_MIN: Final = 500


@dataclass(frozen=True)
class Accepted:
    """The last accepted model: its name, version, fitted pipeline and training customers.

    `trained_on` are the sorted hashes of their ids. `problem` says why it cannot be used on the
    current table; the pipeline is then None.
    """

    name: str
    version: str
    pipeline: Pipeline | None
    trained_on: Hashes
    problem: str = ""


def on_same_rows(
    accepted: Accepted, candidate: Pipeline, test: Rows, contract: Contract, measure: str
) -> Previous:
    """Return both models' metric on the test rows that the accepted model was not trained on.

    Args:
        accepted: the last accepted model.
        candidate: the new fitted pipeline, not trained on the test rows.
        test: current clean test rows.
        contract: names the columns.
        measure: a score of `evaluate`.
    """

    def without(reason: str, rows: int = 0) -> Previous:
        return Previous(accepted.name, accepted.version, None, None, rows, reason)

    if accepted.pipeline is None:
        return without(accepted.problem)
    new = new_to(test, accepted.trained_on, contract.identifier)
    rows = where(test, new)
    if len(rows) < _MIN:
        few = f"{len(rows):,} of {len(test):,} test rows are new to the last accepted model"
        return without(f"{few}; expected at least {_MIN}", len(rows))
    before, now = (
        _measured(model, rows, contract, measure) for model in (accepted.pipeline, candidate)
    )
    return Previous(accepted.name, accepted.version, before, now, len(rows))


def quality_on_new_rows(accepted: Accepted, clean: Rows, contract: Contract) -> dict[str, Any]:
    """Return how well the accepted model predicted customers that it was not trained on.

    As `quality_of`; of no customers, with the reason, if the model cannot be used on this table.

    Args:
        accepted: the last accepted model.
        clean: the current clean table.
        contract: names the columns.
    """
    new = new_to(clean, accepted.trained_on, contract.identifier)
    if accepted.pipeline is None or not new.any():
        found = quality_of(np.empty(0, dtype="int64"), np.empty(0))
        reasons = dict.fromkeys(found["undefined"], accepted.problem)
        return found | {"undefined": reasons} if accepted.problem else found
    return quality_of(*_predicted(accepted.pipeline, where(clean, new), contract))


def trained_on(split: Rows, identifier: str) -> Hashes:
    """Return the sorted hashes of the ids that a model was trained on.

    Args:
        split: the ids and `split` of all customers at that time.
        identifier: the column of the ids.
    """
    return np.unique(gathered(split, partial(_learned, identifier=identifier), [identifier, SPLIT]))


def new_to(rows: Rows, trained: Hashes, identifier: str) -> NDArray[np.bool_]:
    """Return which customers a model was not trained on, (n_rows,).

    Args:
        rows: of any table with the ids.
        trained: as `trained_on` returns it.
        identifier: the column of the ids.
    """
    return ~gathered(rows, partial(_known, trained_on=trained), [identifier])


def _learned(part: pd.DataFrame, identifier: str) -> Hashes:
    return hashes(part.loc[part[SPLIT] == TRAIN, identifier])


def _known(part: pd.DataFrame, trained_on: Hashes) -> NDArray[np.bool_]:
    return np.isin(hashes_in(part), trained_on)


def _predicted(
    model: Pipeline, rows: Rows, contract: Contract
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    predict = partial(churn_probability, model, contract=contract)
    left = whole(rows, [contract.target])[contract.target].to_numpy()
    return left, gathered(rows, predict, contract.features)


def _measured(model: Pipeline, rows: Rows, contract: Contract, measure: str) -> Any:
    return evaluate(*_predicted(model, rows, contract))[measure]
