"""Convert a cell's value to the text that it would have in CSV."""

from datetime import date, time
from decimal import Decimal
from math import isfinite

_EXACT = 10**15


def cell_text(value: object, decimal: str = ".") -> str:
    """Return a value as text: None as "", 29.0 as "29", dates as ISO 8601.

    `decimal` is the decimal sign to write, the same as in the column's texts.
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
    # beyond that, repr writes 1e+20 instead of meaningless digits
    whole = isfinite(value) and abs(value) < _EXACT and value == int(value)
    return str(int(value)) if whole else repr(value)
