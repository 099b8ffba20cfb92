"""The one place where values become plain JSON values."""

import math
from typing import Any


def plain(value: Any) -> Any:
    """Return the value with numpy numbers as Python numbers and NaN or infinity as None.

    Dagster refuses bare numpy integers and stores NaN silently, which is no JSON. What is neither
    a number nor a list or a dict is returned as it is.
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list) or type(value) is tuple:  # not a named tuple, such as a record
        return [plain(item) for item in value]
    if callable(getattr(value, "item", None)):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
