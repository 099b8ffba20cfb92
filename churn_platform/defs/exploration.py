"""Group `exploration`: the interactive figures, each with a small picture for the Dagster UI."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dagster as dg

from churn_platform.defs.configuration import RandomForestConfig, expected_config
from churn_platform.defs.declare import declare
from churn_platform.defs.figures import publish_figure
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, Step, step

if TYPE_CHECKING:
    import pandas as pd

    from churn_platform.analysis.figures.drawing import Figure
    from churn_platform.contracts.contract import Contract

_KINDS = {"plotly"}


@declare("correlation_heatmap", kinds=_KINDS)
def correlation_heatmap(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """How strongly each two numeric columns move together (Pearson correlation)."""
    from churn_platform.analysis.figures import correlation, previews

    return _draw(
        context, data_folder, correlation.correlation_heatmap, previews.correlation_preview
    )


@declare("tenure_histogram", kinds=_KINDS)
def tenure_histogram(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """How many customers left and stayed, by how long they had been customers."""
    from churn_platform.analysis.figures import previews, tenure

    return _draw(context, data_folder, tenure.tenure_histogram, previews.tenure_preview)


@declare("churn_by_category", kinds=_KINDS)
def churn_by_category(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """The share of customers who left, by each value of each category and flag."""
    from churn_platform.analysis.figures import categories, previews

    return _draw(context, data_folder, categories.churn_by_category, previews.category_preview)


@declare("segment_churn", kinds={*_KINDS, "csv"})
def segment_churn(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """The share of customers who left in each segment and tenure cohort, with 95% intervals."""
    from churn_platform.analysis import segment_churn as churn
    from churn_platform.analysis.figures import previews_customers, segments
    from churn_platform.export import as_csv

    settings = expected_config()["segment_churn"]
    with step(context, data_folder.root, settings) as this:
        clean = _read(this, "clean_customers")
        table = churn.segment_churn(clean, this.contract, settings["smallest_segment"])
        file = this.publish(lambda out: as_csv(table.set_index("column"), out), ".csv")
        figure = segments.segment_churn_figure(clean, this.contract)
        preview = previews_customers.segment_churn_preview(clean, this.contract)
        return publish_figure(this, figure, preview, file)


@declare("tenure_curves", kinds=_KINDS)
def tenure_curves(context: dg.AssetExecutionContext, data_folder: DataFolder) -> Result:
    """The share of customers still there after each month (Kaplan-Meier), by segment."""
    from churn_platform.analysis.figures import previews_customers
    from churn_platform.analysis.figures import tenure_curves as curves

    return _draw(
        context, data_folder, curves.tenure_curves, previews_customers.tenure_curves_preview
    )


@declare("feature_importance", kinds={*_KINDS, "scikitlearn"})
def feature_importance(
    context: dg.AssetExecutionContext, data_folder: DataFolder, config: RandomForestConfig
) -> Result:
    """What a random forest looks at most, and how accurate it is on the test rows."""
    from churn_platform.analysis.figures import importance, previews

    with step(context, data_folder.root, config) as this:
        parameters = {name: value for name, value in this.config.items() if name != "seed"}
        processed = _read(this, "processed_customers")
        forest = importance.fit_forest(processed, this.contract, parameters, config.seed)
        figure = importance.feature_importance(forest)
        facts = {"accuracy": forest.accuracy, "classification_report": forest.report}
        return publish_figure(this, figure, previews.importance_preview(forest), **facts)


def _draw(
    context: dg.AssetExecutionContext,
    data_folder: DataFolder,
    draw: "Callable[[pd.DataFrame, Contract], Figure]",
    preview: "Callable[[pd.DataFrame, Contract], str]",
) -> Result:
    with step(context, data_folder.root) as this:
        clean = _read(this, "clean_customers")
        return publish_figure(this, draw(clean, this.contract), preview(clean, this.contract))


def _read(this: Step, key: str) -> "pd.DataFrame":
    from churn_platform.tables import read_table

    return read_table(this.path(key))
