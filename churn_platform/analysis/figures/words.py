"""How names, values and numbers read in a figure."""

import html
import math
import unicodedata

from churn_platform.contracts.column import Column

_LONGEST = 32
# They could turn round the text that follows them.
_BIDI_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEVER_SHOWN = frozenset({"Cc", "Cs", "Cn"})  # control, half a pair, not a character


def label(name: str) -> str:
    """Return a column's name as words: `account_age` is "Account age"."""
    return name.replace("_", " ").capitalize()


def titled(column: Column) -> str:
    """Return a column's name as words, with the unit if the contract gives one."""
    unit = f" ({shown(column.unit)})" if column.unit else ""
    return label(column.name) + unit


def shown(value: object) -> str:
    """Return a value of the data as one short line of plain text."""
    line = " ".join(str(value).split())
    text = "".join(
        sign
        for sign in line
        if sign not in _BIDI_CONTROLS and unicodedata.category(sign) not in _NEVER_SHOWN
    )
    text = text.strip() or "(empty)"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def escaped(value: object) -> str:
    """Return `shown` for plotly, which reads tags such as a link in the text that it draws."""
    return html.escape(shown(value), quote=False)


def decimals(value: float | None) -> str:
    """Return a correlation with two decimals, and a dash for an undefined one."""
    return "–" if value is None or math.isnan(value) else f"{value:z.2f}"


def percent(share: float) -> str:
    """Return a share, 0 to 1, in percent."""
    return f"{share:.1%}"
