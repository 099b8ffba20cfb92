"""Group `exploration`: the interactive figures, each with a small picture for the Dagster UI."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.artifacts import PublishedFile, publish_copy
from churn_platform.catalog import ASSETS, PLOTLY_JS, Meta
from churn_platform.defs.configuration import RandomForestConfig
from churn_platform.defs.declare import declare
from churn_platform.defs.resources import DataFolder
from churn_platform.defs.step import Result, Step, step, writes
from churn_platform.settings import get_settings

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
        return _publish(this, figure, previews.importance_preview(forest), **facts)


def _draw(
    context: dg.AssetExecutionContext,
    data_folder: DataFolder,
    draw: "Callable[[pd.DataFrame, Contract], Figure]",
    preview: "Callable[[pd.DataFrame, Contract], str]",
) -> Result:
    with step(context, data_folder.root) as this:
        clean = _read(this, "clean_customers")
        return _publish(this, draw(clean, this.contract), preview(clean, this.contract))


def _read(this: Step, key: str) -> "pd.DataFrame":
    from churn_platform.tables import read_table

    return read_table(this.path(key))


def _publish(this: Step, figure: "Figure", preview: str, **facts: Any) -> Result:
    from churn_platform.analysis.figures import pages, previews

    title = this.key.replace("_", " ").capitalize()
    description = " ".join(
        (this.context.assets_def.descriptions_by_key[this.context.asset_key]).split()
    )
    page = pages.figure_page(figure, title, description).encode()
    files = [
        this.publish(writes(page)),
        this.publish(writes(pages.figure_json(figure).encode()), ".json"),
        this.publish(writes(preview.encode()), ".svg"),
        _plotly_js(this),
    ]
    address = f"{get_settings().api_url}/api/artifacts/{this.key}"
    shown: dict[str, Any] = {
        Meta.PICTURE: dg.MetadataValue.md(f"![{title}]({address}.svg)"),
        Meta.PREVIEW: dg.MetadataValue.md(previews.as_markdown(preview, title)),
        Meta.FIGURE: dg.MetadataValue.url(address),
    }
    return this.result(*files, **shown, **facts)


def _plotly_js(this: Step) -> PublishedFile:
    """Publish the one script that all figures share; it changes only with plotly itself."""
    from churn_platform.analysis.figures import pages

    stable = ASSETS[this.key].file.replace(f"{this.key}.html", PLOTLY_JS)
    return publish_copy(this.root, stable, pages.plotly_js_path())
