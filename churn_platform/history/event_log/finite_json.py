"""Recorded values as strict JSON: JSON has no NaN and no infinity."""

import math
from typing import Any


def nan_to_null(value: Any) -> tuple[Any, dict[str, str]]:
    """Return the value with only what JSON has, and what became null, by dotted place."""
    undefined: dict[str, str] = {}
    return _clean(value, "", undefined), undefined


def _clean(value: Any, place: str, undefined: dict[str, str]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        undefined[place] = f"{value} was recorded"
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(k): _clean(v, _under(place, k), undefined) for k, v in value.items()}
    if type(value) in (list, tuple):  # what is derived from them may forbid to be looked through
        return [_clean(v, _under(place, i), undefined) for i, v in enumerate(value)]
    return str(value)


def _under(place: str, name: object) -> str:
    return f"{place}.{name}" if place else str(name)
