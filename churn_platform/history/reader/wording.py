"""Recorded values as people read them."""

import math
from typing import Any, Final

from churn_platform.wording import capital

UNDEFINED: Final = "not defined"
_LONGEST: Final = 400
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def number(value: Any) -> float | None:
    """Return a recorded number; None for whatever is none, as a person may record anything."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def count(value: Any) -> str:
    """Return a number of customers or of money in whole units, such as `5,174`."""
    known = number(value)
    return UNDEFINED if known is None else f"{known:,.0f}"


def score(value: Any) -> str:
    """Return a metric with three decimals."""
    known = number(value)
    return UNDEFINED if known is None else f"{known:.3f}"


def money(value: Any, unit: str) -> str:
    """Return an amount in whole units; a sign such as $ stands before it, a word behind."""
    text = count(value)
    if text == UNDEFINED or not unit:
        return text
    return (
        f"{text} {unit}" if unit[0].isalnum() else f"{unit}{text}".replace(f"{unit}-", f"-{unit}")
    )


def duration(seconds: float) -> str:
    """Return a length of time in at most two units."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"


def words(name: str) -> str:
    """Return a name in snake case as words with a capital."""
    return capital(name.replace("_", " "))


def clipped(text: str | None) -> str:
    """Return a text cut to a length that a page can show."""
    if text is None:
        return ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
