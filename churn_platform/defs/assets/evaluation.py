"""Group `evaluation`: the performance of both models on the same held-out customers."""

from functools import partial
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import MODELS
from churn_platform.defs.models.measured import DETAILS, documents_of
from churn_platform.defs.models.rows import split_of
from churn_platform.defs.steps.configuration import MetricsConfig
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.figures import publish_figure
from churn_platform.defs.steps.outputs import writes_json
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, Step, begin_step
from churn_platform.defs.tables.column_schemas import revenue_unit
from churn_platform.metadata import Meta
from churn_platform.values import plain

if TYPE_CHECKING:
    from churn_platform.analysis.evaluation.document import Evaluation

_KEY = "model_metrics"


@declare(_KEY, kinds={"scikitlearn", "json"})
def model_metrics(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: MetricsConfig
) -> Result:
    """The metrics of both models and of a baseline, on the same test rows.

    First come mean and standard deviation over folds, each with its own fit and customers; then one
    fit on the test rows, with 95% intervals for other test customers, also for the difference of
    the two models. Next to the calibration error is its value by chance for calibrated
    probabilities. *Plots* shows the most important metrics over time, the model history: ranking
    (ROC AUC, average precision, lift), calibration (Brier score, ece) and profit per customer.
    """
    from churn_platform.analysis.evaluation.scores_markdown import scores_table

    with begin_step(context, pipeline, config) as step:
        found = _evaluate(step)
        document: dict[str, Any] = plain(
            {
                "data_version": step.upstream["clean_customers"].source_version,
                **found.metrics,
                "models": {
                    name: {**scores, "model_version": step.upstream[f"{name}_model"].data_version}
                    for name, scores in found.metrics["models"].items()
                },
            }
        )
        step.say(_measured(document))
        return step.result(
            step.publish(writes_json(document), public=True),
            step.publish(writes_json(found.details), name=DETAILS, public=True),
            **{
                Meta.AT_A_GLANCE: dg.MetadataValue.md(scores_table(document)),
                "verdict": document["comparison"]["verdict"],
                **_plotted(document["models"]),
                Meta.METRICS: document,
            },
        )


def _plotted(models: dict[str, Any]) -> dict[str, float]:
    """Return the defined metrics that the UI plots over time, by metric and model."""
    from churn_platform.analysis.evaluation.scores_markdown import HEADLINE

    found: dict[str, float | None] = {
        f"{score}_{name}": model[score] for score in HEADLINE for name, model in models.items()
    }
    for name, model in models.items():
        observed = model["calibration"]["observed_over_expected"]
        found[f"roc_auc_folds_{name}"] = model["cross_validation"]["roc_auc"]["mean"]
        found[f"observed_over_expected_{name}"] = observed["value"]
    return {name: value for name, value in found.items() if value is not None}


def _measured(document: dict[str, Any]) -> str:
    from churn_platform.analysis.evaluation.words import over_folds
    from churn_platform.wording import model_words, number

    auc = ", ".join(
        f"{model_words(name)} {over_folds(scores, 'roc_auc')} over folds,"
        f" {number(scores['roc_auc'])} on {document['test_rows']:,} held-out customers"
        for name, scores in document["models"].items()
    )
    return f"ROC AUC: {auc}; {model_words(document['comparison']['verdict'])}"


def _evaluate(step: Step) -> "Evaluation":
    from churn_platform.analysis.campaign.profit import Campaign
    from churn_platform.analysis.evaluation import document
    from churn_platform.analysis.evaluation.error_rates import sensitive_columns
    from churn_platform.analysis.rows import gathered, whole
    from churn_platform.analysis.training import models
    from churn_platform.tables.files import read_table

    rows, contract = split_of(step), step.contract
    probabilities, folds = {}, {}
    for key in MODELS:
        name, model = key.removesuffix("_model"), step.model(key)
        predict = partial(models.churn_probability, model, contract=contract)
        probabilities[name] = gathered(rows.test, predict, contract.features)
        folds[name] = read_table(step.path(key, "_folds.parquet"))
    protocol = document.Protocol(
        campaign=Campaign(**step.config["campaign"]),
        seed=step.config["seed"],
        samples=step.config["bootstrap_samples"],
        measure=step.config["measure"],
        smallest_difference=step.config["smallest_difference"],
        smallest_segment=step.config["smallest_segment"],
    )
    broken_down = dict.fromkeys([*contract.segment_columns, *sensitive_columns(contract)])
    test = whole(rows.test, [contract.target, *broken_down])
    return document.evaluate_models(rows.train, test, probabilities, folds, contract, protocol)


@declare("reliability_curve", kinds={"plotly"})
def reliability_curve(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """Do 30 of 100 customers leave whose predicted probability is 30%? Both models, test rows."""
    from churn_platform.analysis.figures import reliability

    with begin_step(context, pipeline) as step:
        compact, details = documents_of(step)
        return publish_figure(step, reliability.reliability_curve(details, compact))


@declare("campaign_profit", kinds={"plotly"})
def campaign_profit(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """The profit of a retention campaign by the share of customers contacted."""
    from churn_platform.analysis.figures import campaign

    with begin_step(context, pipeline) as step:
        compact, details = documents_of(step)
        unit = revenue_unit(step.contract)
        return publish_figure(step, campaign.campaign_profit(details, compact, unit))
