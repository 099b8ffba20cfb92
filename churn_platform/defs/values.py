"""The one place where values become what Dagster can record."""

import math
from typing import Any

import dagster as dg


def plain(value: Any) -> Any:
    """Return the value with numpy numbers as Python numbers and NaN or infinity as None.

    Dagster refuses bare numpy integers and stores NaN silently, which is no JSON.
    """
    if isinstance(value, dg.MetadataValue):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item") and callable(value.item):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
