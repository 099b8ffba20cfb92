"""Group `exploration`: summary statistics, and interactive figures with a preview for the UI."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import dagster as dg

from churn_platform.defs.steps.configuration import RandomForestConfig
from churn_platform.defs.steps.declare import declare
from churn_platform.defs.steps.figures import publish_figure
from churn_platform.defs.steps.resources import PipelineResource
from churn_platform.defs.steps.step import Result, begin_step
from churn_platform.defs.tables.column_schemas import segment_columns, summary_columns
from churn_platform.defs.tables.published import table_of
from churn_platform.metadata import Meta

if TYPE_CHECKING:
    from churn_platform.analysis.figures.shared.drawing import Figure
    from churn_platform.analysis.rows import Rows
    from churn_platform.config.contracts.contract import Contract

_KINDS = {"plotly"}
Facts = TypeVar("Facts")


@declare("correlation_heatmap", kinds=_KINDS)
def correlation_heatmap(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """The Pearson correlation of each pair of numeric columns."""
    from churn_platform.analysis.figures import correlation

    compute, draw = correlation.correlations, correlation.correlation_heatmap
    return _draw(context, pipeline, compute, draw, max_columns=12)


@declare("tenure_histogram", kinds=_KINDS)
def tenure_histogram(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """How many customers churned and how many stayed, by their tenure."""
    from churn_platform.analysis.figures import tenure

    return _draw(context, pipeline, tenure.tenure, tenure.tenure_histogram)


@declare("churn_by_category", kinds=_KINDS)
def churn_by_category(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """The churn rate for each value of each category and flag."""
    from churn_platform.analysis.figures import categories, rates

    compute, draw = rates.rates_by_category, categories.churn_by_category
    return _draw(context, pipeline, compute, draw, max_lines=22)


@declare("segment_churn", kinds={*_KINDS, "csv"}, columns=segment_columns)
def segment_churn(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """The churn rate of each segment and tenure cohort, with 95% intervals."""
    from churn_platform.analysis import segment_churn as churn
    from churn_platform.analysis import segment_markdown
    from churn_platform.analysis.figures import segments
    from churn_platform.storage.csv_export import as_csv

    with begin_step(context, pipeline) as step:
        clean = table_of(step, "clean_customers")
        smallest = step.config["smallest_segment"]
        table = churn.segment_churn(clean, step.contract, smallest)
        file = step.publish(lambda out: as_csv(table.set_index("column"), out), ".csv", public=True)
        found = segments.segment_rates(clean, step.contract, table, smallest)
        figure = segments.segment_churn_figure(found)
        top = dg.MetadataValue.md(segment_markdown.top_segments(table))
        facts: dict[str, Any] = {Meta.AT_A_GLANCE: top, Meta.ROWS: len(table)}
        return publish_figure(step, figure, file, **facts)


@declare("tenure_curves", kinds=_KINDS)
def tenure_curves(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """The share of customers retained after each month (Kaplan-Meier), by segment."""
    from churn_platform.analysis.figures import tenure_curves as curves

    return _draw(context, pipeline, curves.survival, curves.tenure_curves, max_points=14)


@declare("summary_statistics", kinds={"pandas", "csv"}, columns=summary_columns)
def summary_statistics(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Result:
    """One row per column of the clean table: dtype, missing, unique and the usual statistics."""
    from churn_platform.analysis import summary
    from churn_platform.storage.csv_export import as_csv

    with begin_step(context, pipeline) as step:
        clean = table_of(step, "clean_customers")
        table = summary.summarize(clean, step.contract.identifier)
        return step.result(
            step.publish(lambda file: as_csv(table, file), public=True),
            **{Meta.ROWS: len(table), "table": dg.MetadataValue.md(summary.as_markdown(table))},
        )


@declare("feature_importance", kinds={*_KINDS, "scikitlearn"})
def feature_importance(
    context: dg.AssetExecutionContext, pipeline: PipelineResource, config: RandomForestConfig
) -> Result:
    """Feature importances of a random forest, and its accuracy on the test rows."""
    from churn_platform.analysis.figures import importance

    with begin_step(context, pipeline, config) as step:
        parameters = {name: value for name, value in step.config.items() if name != "seed"}
        processed = table_of(step, "processed_customers")
        forest = importance.fit_forest(processed, step.contract, parameters, config.seed)
        figure, small = (importance.feature_importance(forest, each) for each in (None, 12))
        facts = {"accuracy": forest.accuracy, "classification_report": forest.report}
        return publish_figure(step, figure, small=small, **facts)


def _draw(
    context: dg.AssetExecutionContext,
    pipeline: PipelineResource,
    compute: "Callable[[Rows, Contract], Facts]",
    draw: "Callable[..., Figure]",
    **limits: int,
) -> Result:
    """Publish the figure of the clean table; its picture is drawn within `limits`."""
    with begin_step(context, pipeline) as step:
        clean = table_of(step, "clean_customers")
        facts = compute(clean, step.contract)
        return publish_figure(step, draw(facts), small=draw(facts, **limits))
