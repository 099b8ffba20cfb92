"""A cell's value as the text that CSV would have."""

from datetime import date, time
from decimal import Decimal
from math import isfinite

_EXACT = 10**15


def cell_text(value: object, decimal: str = ".") -> str:
    """Return a value as text: nothing as "", 29.0 as "29", dates as ISO 8601.

    `decimal` is the sign that numbers get, which is that of the texts beside them.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return _number(value).replace(".", decimal)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", decimal)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    if value != value:
        return ""
    # beyond that repr says 1e+20 in place of digits that mean nothing
    whole = isfinite(value) and abs(value) < _EXACT and value == int(value)
    return str(int(value)) if whole else repr(value)
