"""Split headers and values into words, and make our column names from them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from churn_platform.config.contracts.contract import RESERVED

_LONGEST_NAME = 56  # out of 60, so that a number can be appended
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MAX_SHOWN = 40
_LETTERS = {"Ll", "Lo", "Lm"}
_OF_WORDS = {*_LETTERS, "Mn", "Mc", "Nd"}  # marks are vowels in Hindi or Thai


def words(text: str) -> list[str]:
    """Return the words of a header, without accents: `NumOfProducts` gives num, of, products."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", _HUMP.sub(" ", plain).lower())


def snake_name(text: str, otherwise: str, longest: int = _LONGEST_NAME) -> str:
    """Return a name in snake case; `otherwise` replaces one that does not start with a letter."""
    name = "_".join(words(text))
    if not name or not name[0].isalpha():
        name = f"{otherwise}_{name}" if name else otherwise
    return name[:longest].rstrip("_")


def own_name(header: str) -> str:
    """Return a column's name in snake case, in the header's own letters, whatever their script."""
    spaced = _HUMP.sub(" ", unicodedata.normalize("NFKC", header)).lower()
    kept = (s if unicodedata.category(s) in _OF_WORDS else " " for s in spaced)
    name = "_".join("".join(kept).split())
    if not name or unicodedata.category(name[0]) not in _LETTERS:
        name = f"column_{name}" if name else "column"
    return name[:_LONGEST_NAME].rstrip("_")


def column_names(headers: Iterable[str]) -> list[str]:
    """Return our unique name for each header, avoiding names the platform reserves."""
    names: list[str] = []
    for header in headers:
        first = name = own_name(header)
        number = 2
        while name in RESERVED or name in names:
            name, number = f"{first}_{number}", number + 1
        names.append(name)
    return names


def shown(text: str) -> str:
    """Return a value as comments and errors show it: quoted, on one line and truncated."""
    return repr(text[:_MAX_SHOWN])


def listed(texts: Sequence[str], maximum: int = 3) -> str:
    """Return the first few values as comments show them."""
    rest = f" and {len(texts) - maximum:,} more" if len(texts) > maximum else ""
    return ", ".join(map(shown, texts[:maximum])) + rest
