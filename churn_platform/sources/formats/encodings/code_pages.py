"""Guess a text's legacy code page from the letters of its words."""

import re
from collections.abc import Sequence
from typing import Final

from churn_platform.sources.formats.encodings.alphabets import (
    ALPHABETS,
    IDEOGRAPHS,
    LATIN,
    SAME_LETTERS,
)

USUAL: Final = "cp1252"
# a run next to a digit is an id or a code rather than a word
_RUN: Final = re.compile(r"(?<![0-9])[A-Za-z\u0080-\U0010ffff]+(?![0-9])")
_BETWEEN: Final = re.compile(r"[\s‘’“”„«»–—…•·°©®™€]+")
_LEAST: Final = 0.5
"""Score below which a text is in none of the known pages."""
_PREFERENCE: Final = 0.07
"""How much better another page must be than the common one: a table may have many languages."""
_ELSEWHERE: Final = 0.4
"""Weight of a letter that only another language of the same page uses."""
_SPREAD: Final = 0.45
"""How much less the rarest letter of an alphabet weighs than the most frequent one."""
_UNMIXED: Final = 0.5
"""Weight of a Latin word without ASCII letters: there are few."""


def guess_page(content: bytes) -> str:
    """Return the most likely code page of a non-Unicode text; ties go to the most common one.

    Each page is scored from 0 to 1 on the distinct words that it decodes from the text: the share
    of their non-ASCII letters that one language uses, weighted by frequency. Words next to a digit,
    such as ids, do not count.
    """
    best, highest = USUAL, _LEAST
    for page, score in _scores(content):
        preferred = score + _PREFERENCE if page == USUAL else score
        if preferred > highest:
            best, highest = page, preferred
    return best


def words_beyond_ascii(text: str) -> list[str]:
    """Return the distinct non-ASCII words of a text, in order."""
    words = (word for run in _RUN.findall(text) for word in _BETWEEN.split(run))
    return [word for word in dict.fromkeys(words) if not word.isascii()]


def _scores(content: bytes) -> list[tuple[str, float]]:
    found = []
    for first, alphabets in ALPHABETS:
        for page in (first, *SAME_LETTERS.get(first, ())):
            if words := _decoded(content, page):
                found.append((page, _score_alphabets(words, alphabets, first in LATIN)))
    for page in IDEOGRAPHS:
        if words := _decoded(content, page):
            found.append((page, _score_ideographs(words, page)))
    return found


def _decoded(content: bytes, page: str) -> list[str]:
    try:
        return words_beyond_ascii(content.decode(page))
    except UnicodeDecodeError:
        return []


def _score_alphabets(words: Sequence[str], alphabets: Sequence[str], is_latin: bool) -> float:
    words = [word for word in words if len(word) > 1]  # the single sign £ is Ł in another page
    if not words:
        return 0.0
    total = sum(1 for word in words for sign in word if not sign.isascii())
    elsewhere = dict.fromkeys(_with_capitals("".join(alphabets)), _ELSEWHERE)
    return max(
        sum(_weigh(word, elsewhere | _weights(alphabet), is_latin) for word in words) / total
        for alphabet in alphabets
    )


def _weights(alphabet: str) -> dict[str, float]:
    falling: dict[str, float] = {}
    for place, letter in enumerate(alphabet):
        weight = 1 - _SPREAD * place / len(alphabet)
        falling |= dict.fromkeys(_with_capitals(letter), weight)
    return falling


def _with_capitals(letters: str) -> str:
    return letters + letters.upper() + ("İ" if "ı" in letters else "")


def _weigh(word: str, weights: dict[str, float], is_latin: bool) -> float:
    is_mixed = any(sign.isascii() for sign in word)
    if is_mixed and not is_latin:
        return 0.0
    found = sum(
        weights.get(sign, 0.0)
        for before, sign, after in zip(" " + word, word, word[1:] + " ", strict=False)
        if not (sign.isascii() or _is_broken(before, sign) or _is_broken(sign, after))
    )
    return found if is_mixed or not is_latin or len(word) == 1 else found * _UNMIXED


def _is_broken(one: str, next_one: str) -> bool:
    """Return whether an upper-case letter follows a lower-case one, which is rare in words."""
    return one.islower() and next_one.isupper()


def _score_ideographs(words: Sequence[str], page: str) -> float:
    # a word of ideographs may contain ASCII capitals, but hardly ever lower-case letters
    number_format = [sign for sign in "".join(words) if not (sign.isascii() and sign.isupper())]
    return sum(_is_common(sign, page) for sign in number_format) / len(number_format)


def _is_common(sign: str, page: str) -> bool:
    standard, first, last = IDEOGRAPHS[page]
    if "\u3041" <= sign <= "\u30fe":  # kana
        return page in ("cp932", "euc_jp")
    written = sign.encode(standard, "ignore")
    return len(written) == 2 and first <= written[0] <= last
