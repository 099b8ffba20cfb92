"""How a model is fitted: in memory if its rows are one batch, else a part at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from churn_platform.defs.rows import split_of
from churn_platform.defs.step import Step
from churn_platform.defs.tables import engine
from churn_platform.engine import Dask

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
    from sklearn.pipeline import Pipeline

    from churn_platform.analysis.rows import Rows
    from churn_platform.analysis.training.models import FittedModel
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
    from churn_platform.analysis.rows import whole
    from churn_platform.analysis.training import models, newton
    from churn_platform.tables.stored import StoredTable

    fitted = models.fit_model(pipeline, rows.some, this.contract)
    if not isinstance(rows.every, StoredTable):
        return fitted
    if hasattr(fitted.pipeline[-1], "coef_"):
        return newton.refit(fitted.pipeline, rows.every, this.contract)
    cluster = engine()
    if isinstance(cluster, Dask):
        return _boosted(cluster.client, fitted.pipeline, rows.every, this)
    if len(rows.every) == len(rows.some):
        return fitted
    columns = [*this.contract.features, this.contract.target]
    return models.fit_model(pipeline, whole(rows.every, columns), this.contract)


def _boosted(
    client: "Client", pipeline: "Pipeline", every: "StoredTable", this: Step
) -> "FittedModel":
    import time

    from churn_platform.analysis.rows import whole
    from churn_platform.analysis.training.boosted import Encode, with_trees, xgboost_parameters
    from churn_platform.analysis.training.models import FittedModel
    from churn_platform.boosting import trained

    began, contract, model = time.perf_counter(), this.contract, pipeline[-1]
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
