"""Format a column and a customer's value in it as text."""

import math
import unicodedata
from typing import Final

from churn_platform.analysis.display import label, shown
from churn_platform.config.contracts.column import Column

NOT_KNOWN: Final = "not known"
_PLAIN_DIGITS: Final = 1e15  # from here on a float cannot represent every integer


def feature_label(column: Column) -> str:
    """Return a column's label, to precede a value.

    It is the description, else the name as words. The unit follows in brackets unless it is already
    there or is written next to the number.
    """
    text = _one_line(column.description).rstrip(".") or label(column.name)
    unit = _one_line(column.unit)
    if not unit or _at_number(unit) or unit.casefold() in text.casefold():
        return text
    return f"{text} ({unit})"


def value_text(value: float, column: Column) -> str:
    """Return an encoded value as text, such as "Month-to-month", "$89.10" or "Yes".

    Args:
        value: as `Encoded` holds it, NaN where it is missing.
        column: what the contract says about it.
    """
    if math.isnan(value):
        return NOT_KNOWN
    if column.kind == "category":
        return shown(column.values[int(value)])
    if column.kind == "flag":
        return "Yes" if value else "No"
    unit = _one_line(column.unit)
    number = _number(abs(value), is_money=_is_currency(unit))
    sign = "−" if value < 0 else ""
    if _is_currency(unit):
        return f"{sign}{unit}{number}"
    return f"{sign}{number}{unit}" if _at_number(unit) else f"{sign}{number}"


def _number(size: float, is_money: bool) -> str:
    if size >= _PLAIN_DIGITS:
        return f"{size:.3g}"
    if size.is_integer():
        return f"{size:,.0f}"
    if is_money:
        return f"{size:,.2f}"
    return f"{size:,.2f}".rstrip("0").rstrip(".") if size >= 1 else f"{size:.3g}"


def _is_currency(unit: str) -> bool:
    return len(unit) == 1 and unicodedata.category(unit) == "Sc"


def _at_number(unit: str) -> bool:
    return unit == "%" or _is_currency(unit)


def _one_line(text: str) -> str:
    return " ".join("".join(s for s in text if s.isprintable() or s.isspace()).split())
