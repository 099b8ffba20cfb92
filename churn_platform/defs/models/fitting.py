"""How a model is fitted: in memory if its rows are one batch, else a part at a time."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from churn_platform.defs.models.rows import split_of
from churn_platform.defs.steps.step import Step
from churn_platform.defs.tables.published import engine
from churn_platform.runtime.engine import Dask

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
    from sklearn.pipeline import Pipeline

    from churn_platform.analysis.rows import Rows
    from churn_platform.analysis.training.models import FittedModel
    from churn_platform.config.contracts.contract import Contract
    from churn_platform.tables.stored import StoredTable

_SOME: Final = 100_000
"""Beyond as many rows a learning curve of both models is flat, see docs/scaling.md."""


@dataclass(frozen=True)
class TrainRows:
    """The training rows, and those of them that stand for all where all are too many.

    Columns are prepared, folds cross-validated and hyperparameters searched for by the latter.
    """

    every: "Rows"
    some: "pd.DataFrame"


def train_rows(this: Step) -> TrainRows:
    """Return the training rows of a step that reads the clean table and `processed_customers`."""
    from churn_platform.analysis.rows import where, whole
    from churn_platform.analysis.splitting import sampled

    split, contract = split_of(this), this.contract
    every = split.all_train
    chosen = sampled(every, contract.identifier, contract.target, _SOME, this.config["seed"])
    some = whole(where(every, chosen), list(split.clean.columns)).reset_index(drop=True)
    return TrainRows(every, some)


def fitted_by(this: Step, pipeline: "Pipeline", rows: TrainRows) -> "FittedModel":
    """Return the pipeline fitted on all rows.

    Args:
        this: the step; it says the contract.
        pipeline: unfitted, of either model.
        rows: to fit it on.
    """
    from sklearn.linear_model import LogisticRegression

    from churn_platform.analysis.rows import whole
    from churn_platform.analysis.training import models, newton
    from churn_platform.tables.stored import StoredTable

    contract, every = this.contract, rows.every
    if isinstance(every, StoredTable):
        if isinstance(pipeline[-1], LogisticRegression):
            some = models.fit_model(pipeline, rows.some, contract)
            return newton.refit(some.pipeline, every, contract)
        if isinstance(cluster := engine(), Dask):
            some = models.fit_model(pipeline, rows.some, contract)
            return _boosted(cluster.client, some.pipeline, every, contract)
    columns = [*contract.features, contract.target]
    return models.fit_model(pipeline, whole(every, columns), contract)


def _boosted(
    client: "Client", pipeline: "Pipeline", every: "StoredTable", contract: "Contract"
) -> "FittedModel":
    from churn_platform.analysis.rows import whole
    from churn_platform.analysis.training.boosted import Encode, with_trees, xgboost_parameters
    from churn_platform.analysis.training.models import FittedModel
    from churn_platform.boosting import trained

    began, model = time.perf_counter(), pipeline[-1]
    share = float(whole(every, [contract.target])[contract.target].mean())
    document = trained(
        client,
        list(every.parts([*contract.features, contract.target])),
        Encode(pipeline, contract),
        xgboost_parameters(model, share),
        model.max_iter,
    )
    made = with_trees(pipeline, document, share)
    return FittedModel(made, time.perf_counter() - began, model.max_iter, True)
