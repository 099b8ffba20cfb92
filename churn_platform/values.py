"""Convert values to plain JSON values."""

import math
from typing import Any


def plain(value: Any) -> Any:
    """Return the value with numpy numbers as Python numbers and NaN or infinity as None.

    Dagster refuses numpy integers and silently stores NaN, which is not JSON. Anything other than
    numbers, lists and dicts is returned unchanged.
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
