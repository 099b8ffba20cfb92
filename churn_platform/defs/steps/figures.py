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
    step: Step,
    figure: "Figure",
    *others: PublishedFile,
    small: "Figure | None" = None,
    **facts: Any,
) -> Result:
    """Publish the page, its data, a static picture and the shared script; then `others`.

    The picture is of `small`, if the whole figure would not fit.
    """
    from churn_platform.analysis.figures.picture.picture import as_markdown, picture
    from churn_platform.analysis.figures.shared import pages

    title = step.key.replace("_", " ").capitalize()
    description = " ".join(
        (step.context.assets_def.descriptions_by_key[step.context.asset_key]).split()
    )
    svg = picture(small or figure)
    page = pages.figure_page(figure, title, description).encode()
    files = [
        step.publish(writes(page), public=True),
        step.publish(writes(pages.figure_json(figure).encode()), ".json", public=True),
        step.publish(writes(svg.encode()), ".svg", public=True),
        _plotly_js(step),
    ]
    address = artifact_url(step.key, step.settings.api_url)
    shown: dict[str, Any] = {
        Meta.PICTURE: dg.MetadataValue.md(f"![{title}]({address}.svg)"),
        Meta.PREVIEW: dg.MetadataValue.md(as_markdown(svg, title)),
        Meta.FIGURE: dg.MetadataValue.url(address),
    }
    return step.result(*files, *others, **shown, **facts)


def _plotly_js(step: Step) -> PublishedFile:
    """Publish the script that all figures share; it changes only with plotly."""
    from churn_platform.analysis.figures.shared import pages

    stable = ASSETS[step.key].file.replace(f"{step.key}.html", PLOTLY_JS)
    return publish_copy(step.root, stable, pages.plotly_js_path()).as_public()
