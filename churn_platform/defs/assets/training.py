"""Group `training`: the two models, each one fitted scikit-learn Pipeline in a joblib file."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import dagster as dg

from churn_platform.catalog import MODEL_FOLDS, SEARCH
from churn_platform.config.hyperparameters import DEFAULTS, chosen
from churn_platform.defs.models.rows import split_of
from churn_platform.defs.steps.configuration import (
    GradientBoostingConfig,
    LogisticRegressionConfig,
    SearchConfig,
    expected_config,
)
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.outputs import writes_json
from churn_platform.defs.steps.resources import DataFolder
from churn_platform.defs.steps.step import Result, Step, step
from churn_platform.history.lineage import Produced
from churn_platform.metadata import Meta
from churn_platform.runtime.progress import Progress, reporter
from churn_platform.storage.model_files import format as model_file

_KINDS = {"scikitlearn", "joblib"}


@declare("logistic_regression_model", kinds=_KINDS)
def logistic_regression_model(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: LogisticRegressionConfig
) -> Result:
    """One file is the fitted logistic regression with its preparation of the columns."""
    from churn_platform.analysis.training import models

    return _train(context, data_folder, config, models.logistic_regression)


@declare("gradient_boosting_model", kinds=_KINDS)
def gradient_boosting_model(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: GradientBoostingConfig
) -> Result:
    """One file is the fitted gradient boosting with its preparation of the columns."""
    from churn_platform.analysis.training import models

    return _train(context, data_folder, config, models.gradient_boosting)


def _train(
    context: dg.AssetExecutionContext,
    data_folder: DataFolder,
    config: dg.Config,
    build: Callable[..., Any],
) -> Result:
    from churn_platform.analysis.training import calibration, cross, models
    from churn_platform.analysis.training.fold_scorers import fold_scorers
    from churn_platform.tables.files import write_table

    with step(context, data_folder.root, config) as this:
        train = split_of(this).train
        found = _found(this, this.upstream.get(SEARCH))
        parameters = chosen(this.name, this.config, found.get(this.name))
        seed = this.config["seed"]
        pipeline = build(this.contract, parameters, seed)
        fitted = models.fit_model(pipeline, train, this.contract)
        plan = {name: this.config[name] for name in ("folds", "repeats")}
        told = reporter(context.log.info, f"{this.name}, cross-validation", "folds")
        folds = cross.fit_folds(pipeline, train, this.contract, **plan, seed=seed, progress=told)
        sigmoid = calibration.fit_calibration(folds.table)
        model = models.calibrated(fitted.pipeline, sigmoid)
        table = calibration.calibrated_folds(folds.table, sigmoid)
        scorers = fold_scorers(folds, pipeline, train, sigmoid, this.contract)
        used = ", ".join(f"{name} {value:g}" for name, value in parameters.items())
        this.say(
            f"fitted on {len(train):,} customers in {fitted.fit_seconds:.2f} s with {used};"
            f" {'a' if sigmoid.helps else 'no'} sigmoid is put on its probabilities"
        )
        return this.result(
            this.publish(partial(model_file.save, model), public=True),
            this.publish(lambda file: write_table(table, file), name=f"{this.name}_folds.parquet"),
            this.publish(partial(model_file.save, scorers), name=f"{this.name}{MODEL_FOLDS}"),
            **{
                Meta.PARAMETERS: {**parameters, "seed": seed},
                Meta.CALIBRATION: asdict(sigmoid),
                Meta.LIBRARIES: this.inputs["libraries"],
                Meta.FIT_SECONDS: round(fitted.fit_seconds, 3),
                Meta.TRAIN_ROWS: len(train),
                "iterations": fitted.iterations,
                "converged": fitted.converged,
            },
        )


def _found(this: Step, search: Produced | None) -> dict[str, dict[str, Any]]:
    """Return what a search found, by model; nothing if it was of another data set."""
    if search is None or search.metadata[Meta.CONTRACT] != this.contract.name:
        return {}
    found: dict[str, dict[str, Any]] = search.metadata[Meta.PARAMETERS]
    return found


def _in_use(this: Step, model: str) -> dict[str, Any]:
    """Return the hyperparameters that the next run would train with."""
    given = expected_config()[f"{model}_model"]
    return chosen(model, given, _found(this, this.before).get(model))


@declare(SEARCH, kinds={"scikitlearn", "json"})
def hyperparameter_search(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: SearchConfig
) -> Result:
    """One document is a search for better hyperparameters of both models on the training rows.

    It runs when a person asks for it. The models reuse what it found until it is run again.
    """
    from churn_platform.analysis.training import searches

    with step(context, data_folder.root, config) as this:
        train = split_of(this).train
        current = {name: _in_use(this, name) for name in DEFAULTS}

        def told(model: str) -> Progress:
            return reporter(context.log.info, model, "candidates")

        report = searches.search_both(train, this.contract, current, **this.config, progress=told)
        found = {name: one["parameters"] for name, one in report.items()}
        return this.result(
            this.publish(writes_json(report), public=True),
            **{Meta.CONTRACT: this.contract.name, Meta.PARAMETERS: found},
        )
