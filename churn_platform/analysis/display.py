"""How names, values and numbers read in a figure."""

import html
import math
import unicodedata
from itertools import takewhile

from churn_platform.config.contracts.column import Column
from churn_platform.text import one_line

_LONGEST = 32  # in Latin letters; a Chinese one or an emoji is as wide as two
_WIDE = frozenset("WF")


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


def escaped(value: object) -> str:
    """Return `shown` for plotly, which reads tags such as a link in the text that it draws."""
    return html.escape(shown(value), quote=False)


def decimals(value: float | None) -> str:
    """Return a correlation with two decimals, and a dash for an undefined one."""
    return "–" if value is None or math.isnan(value) else f"{value:z.2f}"


def percent(share: float) -> str:
    """Return a share, 0 to 1, in percent."""
    return f"{share:.1%}"
