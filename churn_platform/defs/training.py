"""Group `training`: the two models, each one fitted scikit-learn Pipeline in a joblib file."""

from collections.abc import Callable
from typing import Any

import dagster as dg

from churn_platform.catalog import Meta
from churn_platform.defs.configuration import GradientBoostingConfig, LogisticRegressionConfig
from churn_platform.defs.declare import declare
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, step

_KINDS = {"scikitlearn", "joblib"}


@declare("logistic_regression_model", kinds=_KINDS)
def logistic_regression_model(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: LogisticRegressionConfig
) -> Result:
    """One file is the fitted logistic regression with its preparation of the columns."""
    from churn_platform.analysis import models

    return _train(context, data_folder, config, models.logistic_regression)


@declare("gradient_boosting_model", kinds=_KINDS)
def gradient_boosting_model(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: GradientBoostingConfig
) -> Result:
    """One file is the fitted gradient boosting with its preparation of the columns."""
    from churn_platform.analysis import models

    return _train(context, data_folder, config, models.gradient_boosting)


def _train(
    context: dg.AssetExecutionContext,
    data_folder: DataFolder,
    config: dg.Config,
    build: Callable[..., Any],
) -> Result:
    from churn_platform.analysis import models
    from churn_platform.tables import read_table

    with step(context, data_folder.root, config) as this:
        clean = read_table(this.path("clean_customers"))
        split = read_table(this.path("processed_customers"), columns=["split"])["split"]
        parameters = {name: value for name, value in this.config.items() if name != "seed"}
        pipeline = build(this.contract, parameters, this.config["seed"])
        fitted = models.fit_model(pipeline, clean, split, this.contract)
        return this.result(
            this.publish(lambda file: models.save_model(fitted.pipeline, file)),
            **{
                Meta.PARAMETERS: this.config,
                Meta.LIBRARIES: this.inputs["libraries"],
                Meta.FIT_SECONDS: round(fitted.fit_seconds, 3),
                Meta.TRAIN_ROWS: (split == "train").sum(),
                "iterations": fitted.iterations,
                "converged": fitted.converged,
            },
        )
