"""Numbers written for people: with a currency, a unit or brackets around them."""

import re
from functools import lru_cache
from typing import Final

BRACKETS: Final = "()"
"""In a column's `format`: a number in brackets is below 0, as accountants write it."""
MINUS_BEHIND: Final = "-"
"""In a column's `format`: a minus may stand behind the number."""
TRUE_MINUS: Final = "\u2212"
_SPACE: Final = r"\s*"
_DIGITS: Final = r"(?P<digits>[0-9.,](?:[0-9.,'’\s]*[0-9.,])?(?:[eE][+-]?[0-9]+)?)"


def bare_number(text: str, format: tuple[str, ...]) -> str | None:
    """Return the digits of a number with its sign in front, None if it is not written so.

    The signs and words of the format may stand on either side, or be absent.
    """
    match = _pattern(format).fullmatch(text)
    if match is None:
        return None
    signs = [sign for sign in (match["sign"], match["inner"], match["behind"]) if sign]
    is_bracketed = match["open"] is not None
    if is_bracketed != (match["close"] is not None) or len(signs) + is_bracketed > 1:
        return None
    return ("-" if is_bracketed or signs and signs[0] != "+" else "") + match["digits"]


@lru_cache(maxsize=256)
def _pattern(format: tuple[str, ...]) -> re.Pattern[str]:
    beside = _beside([one for one in format if one not in (BRACKETS, MINUS_BEHIND)])
    sign = f"[+{TRUE_MINUS}-]?"
    behind = "-?" if MINUS_BEHIND in format else "(?!)|"
    opened, closed = (r"\(", r"\)") if BRACKETS in format else ("(?!)", "(?!)")
    parts = (
        f"(?P<sign>{sign})", f"(?:{beside}{_SPACE}(?=[(]))?", f"(?P<open>{opened})?", beside,
        f"(?P<inner>{sign})", _DIGITS, f"(?P<behind>{behind})", beside, f"(?P<close>{closed})?",
        beside,
    )  # fmt: skip
    return re.compile(_SPACE.join(parts))


def _beside(words: list[str]) -> str:
    # a capital M may be millions where m are minutes
    each = [
        f"(?i:{re.escape(word)})" if len(word) > 1 else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    ]
    return f"(?:{'|'.join(each)})?" if each else ""
