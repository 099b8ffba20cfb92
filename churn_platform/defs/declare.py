"""How an asset is declared: everything but its body comes from the catalog."""

from collections.abc import Callable
from typing import Any

import dagster as dg

from churn_platform.catalog import ASSETS

OWNERS = ["team:retention"]


def declare(
    key: str, kinds: set[str], table: dg.DagsterType | None = None, **more: Any
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """Return the decorator of the asset `key`; a `table` type is checked and shown in the UI."""
    asset = ASSETS[key]
    typed: dict[str, Any] = {}
    if table is not None:
        schema = table.metadata["columns"]
        typed = {"dagster_type": table, "metadata": {"dagster/column_schema": schema}}
    decorator: Callable[[Callable[..., Any]], dg.AssetsDefinition] = dg.asset(
        name=key,
        deps=list(asset.parents),
        group_name=asset.group,
        kinds=kinds,
        owners=OWNERS,
        tags={"artifact": asset.type},
        code_version=asset.code_version,
        **typed,
        **more,
    )
    return decorator
