"""Group `training`: the two models, each a fitted scikit-learn Pipeline in a joblib file."""

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
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.runtime.progress import Progress, reporter
from churn_platform.storage.model_files import format as model_file

_KINDS = {"scikitlearn", "joblib"}


@declare("logistic_regression_model", kinds=_KINDS)
def logistic_regression_model(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: LogisticRegressionConfig
) -> Result:
    """The fitted logistic regression and its preprocessing, as one scikit-learn pipeline."""
    from churn_platform.analysis.training import models

    return _train(context, pipeline, config, models.logistic_regression)


@declare("gradient_boosting_model", kinds=_KINDS)
def gradient_boosting_model(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: GradientBoostingConfig
) -> Result:
    """The fitted gradient boosting and its preprocessing, as one scikit-learn pipeline."""
    from churn_platform.analysis.training import models

    return _train(context, pipeline, config, models.gradient_boosting)


def _train(
    context: dg.AssetExecutionContext,
    pipeline: PipelineResource,
    config: dg.Config,
    build: Callable[..., Any],
) -> Result:
    from churn_platform.analysis.training import calibration, cross, models
    from churn_platform.analysis.training.fold_scorers import fold_scorers
    from churn_platform.tables.files import write_table

    with begin_step(context, pipeline, config) as step:
        train = split_of(step).train
        found = _found(step, step.upstream.get(SEARCH))
        parameters = chosen(step.name, step.config, found.get(step.name))
        seed = step.config["seed"]
        pipeline = build(step.contract, parameters, seed)
        fitted = models.fit_model(pipeline, train, step.contract)
        plan = {name: step.config[name] for name in ("folds", "repeats")}
        told = reporter(context.log.info, f"{step.name}, cross-validation", "folds")
        folds = cross.fit_folds(pipeline, train, step.contract, **plan, seed=seed, progress=told)
        sigmoid = calibration.fit_calibration(folds.table)
        model = models.calibrated(fitted.pipeline, sigmoid)
        table = calibration.calibrated_folds(folds.table, sigmoid)
        scorers = fold_scorers(folds, pipeline, train, sigmoid, step.contract)
        used = ", ".join(f"{name} {value:g}" for name, value in parameters.items())
        step.say(
            f"fitted on {len(train):,} customers in {fitted.fit_seconds:.2f} s with {used};"
            f" {'a' if sigmoid.helps else 'no'} sigmoid is put on its probabilities"
        )
        return step.result(
            step.publish(partial(model_file.save, model), public=True),
            step.publish(lambda file: write_table(table, file), name=f"{step.name}_folds.parquet"),
            step.publish(partial(model_file.save, scorers), name=f"{step.name}{MODEL_FOLDS}"),
            **{
                Meta.PARAMETERS: {**parameters, "seed": seed},
                Meta.CALIBRATION: asdict(sigmoid),
                Meta.LIBRARIES: step.inputs["libraries"],
                Meta.FIT_SECONDS: round(fitted.fit_seconds, 3),
                Meta.TRAIN_ROWS: len(train),
                "iterations": fitted.iterations,
                "converged": fitted.converged,
            },
        )


def _found(step: Step, search: Materialization | None) -> dict[str, dict[str, Any]]:
    """Return a search's results, by model; empty if it was for another data set."""
    if search is None or search.metadata[Meta.CONTRACT] != step.contract.name:
        return {}
    found: dict[str, dict[str, Any]] = search.metadata[Meta.PARAMETERS]
    return found


def _in_use(step: Step, model: str) -> dict[str, Any]:
    """Return the hyperparameters that the next run would use."""
    given = expected_config(step.settings)[f"{model}_model"]
    return chosen(model, given, _found(step, step.before).get(model))


@declare(SEARCH, kinds={"scikitlearn", "json"})
def hyperparameter_search(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: SearchConfig
) -> Result:
    """A hyperparameter search for both models on the training rows.

    It runs only on demand. The models use its result until it is run again.
    """
    from churn_platform.analysis.training import searches

    with begin_step(context, pipeline, config) as step:
        train = split_of(step).train
        current = {name: _in_use(step, name) for name in DEFAULTS}

        def told(model: str) -> Progress:
            return reporter(context.log.info, model, "candidates")

        report = searches.search_both(train, step.contract, current, **step.config, progress=told)
        found = {name: one["parameters"] for name, one in report.items()}
        return step.result(
            step.publish(writes_json(report), public=True),
            **{Meta.CONTRACT: step.contract.name, Meta.PARAMETERS: found},
        )
