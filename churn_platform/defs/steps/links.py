"""The links in the Dagster UI: an asset's files and its API endpoint.

What needs the API's token is named, not linked: a browser sends no token and would be refused.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import dagster as dg

from churn_platform.catalog import CHAMPION, MODELS
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile

_ENDPOINTS: Final = {
    "raw_customers": "/api/details",
    "clean_customers": "/api/checks?asset=clean_customers",
    "processed_customers": "/api/checks?asset=processed_customers",
    **dict.fromkeys(MODELS, "/api/model-runs"),
    "model_metrics": "/api/metrics",
    CHAMPION: "/api/models",
    "model_card": "/api/models/champion/card",
    "batch_drift": "/api/monitoring",
}
"""Endpoints with more about an asset than `/api/assets/{key}`."""


def links_of(key: str, files: Sequence[PublishedFile], api_url: str) -> dict[str, dg.MetadataValue]:
    """Return the links of one result: its primary file, its other files, and its endpoint."""
    first, *others = files
    links = {Meta.FILE: _link_of(first, api_url)}
    if others:
        shown = [
            f"`{file.id}`" if file.private else f"[{file.id}]({artifact_url(file.id, api_url)})"
            for file in others
        ]
        links[Meta.OTHER_FILES] = dg.MetadataValue.md(" · ".join(shown))
    endpoint = _ENDPOINTS.get(key, f"/api/assets/{key}")
    return links | {Meta.API: dg.MetadataValue.url(f"{api_url}{endpoint}")}


def _link_of(file: PublishedFile, api_url: str) -> dg.MetadataValue:
    address = artifact_url(file.id, api_url)
    if file.private:
        return dg.MetadataValue.text(f"{address} (with the API's token)")
    return dg.MetadataValue.url(address)


def artifact_url(id: str, api_url: str) -> str:
    """Return the API address of a file, by the file's or its asset's name."""
    return f"{api_url}/api/artifacts/{quote(id)}"
