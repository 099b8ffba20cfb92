"""The last accepted model and a candidate on the same customers, which neither has learned from."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from churn_platform.analysis.champion.gates import Previous
from churn_platform.analysis.evaluation.scores import evaluate
from churn_platform.analysis.monitoring.quality import quality_of
from churn_platform.analysis.training.models import churn_probability
from churn_platform.contracts.contract import Contract

_FEWEST: Final = 500


@dataclass(frozen=True)
class Accepted:
    """The last accepted model: its name and version, the fitted pipeline, whom it learned from.

    `problem` says why it cannot be used on the table of now; the pipeline is then None.
    """

    name: str
    version: str
    pipeline: Pipeline | None
    trained_on: Set[str]
    problem: str = ""


def on_same_rows(
    accepted: Accepted, candidate: Pipeline, test: pd.DataFrame, contract: Contract, measure: str
) -> Previous:
    """Return both models' measure on the test rows that the accepted model has not learned from.

    Args:
        accepted: the last accepted model.
        candidate: the fitted pipeline of the new one; the test rows are new to it.
        test: clean test rows of now.
        contract: names the columns.
        measure: a score of `evaluate`.
    """

    def without(reason: str, rows: int = 0) -> Previous:
        return Previous(accepted.name, accepted.version, None, None, rows, reason)

    if accepted.pipeline is None:
        return without(accepted.problem)
    rows = test[~test[contract.identifier].isin(accepted.trained_on)]
    if len(rows) < _FEWEST:
        few = f"{len(rows):,} of {len(test):,} test rows are new to the last accepted model"
        return without(f"{few}; expected at least {_FEWEST}", len(rows))
    before, now = (
        _measured(model, rows, contract, measure) for model in (accepted.pipeline, candidate)
    )
    return Previous(accepted.name, accepted.version, before, now, len(rows))


def quality_on_new_rows(
    accepted: Accepted, clean: pd.DataFrame, contract: Contract
) -> dict[str, Any]:
    """Return how well the accepted model predicted those whom it has not learned from.

    As `quality_of`; of nobody, with the reason, if the model cannot be used on this table.

    Args:
        accepted: the last accepted model.
        clean: the clean table of now, of labelled customers.
        contract: names the columns.
    """
    rows = clean[~clean[contract.identifier].isin(accepted.trained_on)]
    if accepted.pipeline is None or rows.empty:
        found = quality_of(np.empty(0, dtype="int64"), np.empty(0))
        reasons = dict.fromkeys(found["undefined"], accepted.problem)
        return found | {"undefined": reasons} if accepted.problem else found
    probability = churn_probability(accepted.pipeline, rows, contract).to_numpy()
    return quality_of(rows[contract.target].to_numpy(), probability)


def _measured(model: Pipeline, rows: pd.DataFrame, contract: Contract, measure: str) -> Any:
    probability = churn_probability(model, rows, contract).to_numpy()
    return evaluate(rows[contract.target].to_numpy(), probability)[measure]
