"""Publish an interactive figure: its page, its data, and a preview for the UI."""

from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.catalog import ASSETS, PLOTLY_JS
from churn_platform.defs.steps.links import artifact_url
from churn_platform.defs.steps.outputs import writes
from churn_platform.defs.steps.step import Result, Step
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.publishing import publish_copy

if TYPE_CHECKING:
    from churn_platform.analysis.figures.shared.drawing import Figure


def publish_figure(
    step: Step, figure: "Figure", preview: str, *others: PublishedFile, **facts: Any
) -> Result:
    """Publish the page, its data, the preview and the shared script; then `others`."""
    from churn_platform.analysis.figures.previews import figures as previews
    from churn_platform.analysis.figures.shared import pages

    title = step.key.replace("_", " ").capitalize()
    description = " ".join(
        (step.context.assets_def.descriptions_by_key[step.context.asset_key]).split()
    )
    page = pages.figure_page(figure, title, description).encode()
    files = [
        step.publish(writes(page), public=True),
        step.publish(writes(pages.figure_json(figure).encode()), ".json", public=True),
        step.publish(writes(preview.encode()), ".svg", public=True),
        _plotly_js(step),
    ]
    address = artifact_url(step.key, step.settings.api_url)
    shown: dict[str, Any] = {
        Meta.PICTURE: dg.MetadataValue.md(f"![{title}]({address}.svg)"),
        Meta.PREVIEW: dg.MetadataValue.md(previews.as_markdown(preview, title)),
        Meta.FIGURE: dg.MetadataValue.url(address),
    }
    return step.result(*files, *others, **shown, **facts)


def _plotly_js(step: Step) -> PublishedFile:
    """Publish the script that all figures share; it changes only with plotly."""
    from churn_platform.analysis.figures.shared import pages

    stable = ASSETS[step.key].file.replace(f"{step.key}.html", PLOTLY_JS)
    return publish_copy(step.root, stable, pages.plotly_js_path()).as_public()
