"""Format names, values and numbers for figures."""

import html
import math
import unicodedata
from itertools import takewhile

from churn_platform.config.contracts.column import Column
from churn_platform.text import one_line

_LONGEST = 32  # in Latin letters; a Chinese one or an emoji is as wide as two
_WIDE = frozenset("WF")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END = "\u2068", "\u2069"


def label(name: str) -> str:
    """Return a column's name as words: `account_age` is "Account age"."""
    return name.replace("_", " ").capitalize()


def titled(column: Column) -> str:
    """Return a column's name as words, with the unit if the contract gives one."""
    unit = f" ({shown(column.unit)})" if column.unit else ""
    return label(column.name) + unit


def shown(value: object) -> str:
    """Return a value of the data as one short line of plain text."""
    text = one_line(value)
    if _width(text) <= _LONGEST:
        return text
    ends = takewhile(lambda end: _width(text[:end]) < _LONGEST, range(1, len(text)))
    return text[: max(ends, default=0)].rstrip() + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in text)


def literal(text: str) -> str:
    """Return plain text for plotly, which reads tags such as a link in the text that it draws."""
    return html.escape(text, quote=False)


def escaped(value: object) -> str:
    """Return `shown` as `literal`."""
    return literal(shown(value))


def with_unit(amount: str, unit: str) -> str:
    """Return an amount of money with its unit: "$1,200", "−$5", "1,200 EUR", or as it is.

    Args:
        amount: the number as text, with a true minus sign if it is negative.
        unit: as the contract gives it, "" for none.
    """
    sign = shown(unit) if unit else ""
    if len(sign) == 1 and unicodedata.category(sign) == "Sc":
        return f"−{sign}{amount[1:]}" if amount.startswith("−") else f"{sign}{amount}"
    return f"{amount} {isolated(sign)}" if sign else amount


def isolated(text: str) -> str:
    """Return a text whose right-to-left letters cannot reorder the text after it."""
    if any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text):
        return f"{_ISOLATE}{text}{_END}"
    return text


def decimals(value: float | None) -> str:
    """Return a correlation with two decimals, and a dash for an undefined one."""
    return "–" if value is None or math.isnan(value) else f"{value:z.2f}"


def percent(share: float) -> str:
    """Return a share, 0 to 1, in percent."""
    return f"{share:.1%}"
