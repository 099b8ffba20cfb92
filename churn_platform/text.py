"""Texts of the data without signs that nobody sees."""

import unicodedata
from typing import Final

_NEVER_SHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Cn"})  # control, format, half a pair, nothing
_JOINERS: Final = frozenset("\u200c\u200d")  # format signs that spelling and emoji need


def legible(text: str) -> str:
    """Return a text without signs that nobody sees, such as those that turn what follows around."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign
        for sign in text
        if sign in _JOINERS or sign.isspace() or unicodedata.category(sign) not in _NEVER_SHOWN
    )


def one_line(text: object) -> str:
    """Return a text of the data as one legible line; "(empty)" where nothing is left of it."""
    return legible(" ".join(str(text).split())).strip() or "(empty)"
