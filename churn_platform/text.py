"""Remove invisible characters from texts of the data."""

import unicodedata
from typing import Final

_NEVER_SHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Cn"})  # control, format, half a pair, nothing
_JOINERS: Final = frozenset("\u200c\u200d")  # format characters that spelling and emoji require


def without_invisible(text: str) -> str:
    """Return a text without invisible characters, such as those that reverse what follows."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign
        for sign in text
        if sign in _JOINERS or sign.isspace() or unicodedata.category(sign) not in _NEVER_SHOWN
    )


def one_line(text: object) -> str:
    """Return a text as one line of visible characters; "(empty)" if none is left."""
    return without_invisible(" ".join(str(text).split())).strip() or "(empty)"
