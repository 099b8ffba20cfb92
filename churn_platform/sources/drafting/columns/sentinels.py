"""Sentinels: numbers and dates that mean unknown, such as 9999, -1 or 1900-01-01."""

import json
import re
from typing import Final

import numpy as np

from churn_platform.sources.drafting.facts.column import Facts, Numbers
from churn_platform.sources.drafting.facts.guess import Guess, share
from churn_platform.sources.drafting.facts.words import listed

_NINES: Final = re.compile(r"99|999+(?:\.9+)?|9+[78]|88+|7{3,}")
_BELOW_0: Final = re.compile(r"-(?:1|9+(?:\.9+)?|9+[78]|8+|7{2,})")
_LIMITS: Final = {"32767", "65535", "2147483647", "4294967295", "-32768", "-2147483648"}
"""Largest and smallest integers of programming languages and databases."""
_MIN_OTHERS: Final = 5
_SHORT: Final = 2
_DATES: Final = (
    "1900-01-01", "1899-12-30", "1899-12-31", "1753-01-01", "0001-01-01", "1970-01-01",
    "9999-12-31", "2999-12-31", "2099-12-31",
)  # fmt: skip


def describe_sentinels(guess: Guess, facts: Facts) -> bool:
    """Add a doubt for numbers that look like sentinels; return whether there are any.

    They are negative where no other number is, or farther from the others than those are from each
    other.
    """
    named = [one for one in facts.known if _is_like_one(one)]
    others = np.setdiff1d(facts.known, named)
    found = [one for one in named if _is_apart(facts, one, others)]
    if not found:
        return False
    of_them = np.isin(facts.numbers, found)
    texts = list(dict.fromkeys(facts.text[of_them]))
    blank = "" if "blank" in guess.keys else ' and blank = "missing"'
    words = list(dict.fromkeys([*guess.keys.get("missing", ()), *texts]))
    guess.doubts.append(
        f"{share(int(of_them.sum()), facts.rows)} are {listed(texts)}, and all others"
        f" {others[0]:,.10g} to {others[-1]:,.10g}: if that means unknown, write"
        f" missing = {json.dumps(words, ensure_ascii=False)}{blank}"
    )
    return True


def _is_like_one(number: float) -> bool:
    text = f"{number:.15g}"
    return bool(_NINES.fullmatch(text) or _BELOW_0.fullmatch(text)) or text in _LIMITS


def _is_apart(facts: Facts, number: float, others: Numbers) -> bool:
    if len(others) and number < 0 <= others[0]:
        return True
    if len(others) < _MIN_OTHERS:
        return False
    spread = others[-1] - others[0]
    gap = max(number - others[-1], others[0] - number)
    if len(f"{abs(number):.15g}") > _SHORT:
        return bool(gap > spread)
    # 99 may be a price or an age
    return bool(gap > 2 * spread) and int((facts.numbers == number).sum()) > 1


def sentinel_dates(facts: Facts) -> str:
    """Return a text on how many rows have a sentinel date, "" if none has."""
    spellings = {spelling for date in _DATES for spelling in _spellings(*date.split("-"))}
    found = [text for text in facts.counts if text.split("T")[0].split(" ")[0] in spellings]
    if not found:
        return ""
    rows = share(sum(facts.counts[text] for text in found), facts.rows)
    return f", of which {listed(found)} in {rows} rows may mean that there is no date"


def _spellings(year: str, month: str, day: str) -> tuple[str, ...]:
    each = [f"{year}{month}{day}"]
    for sign in "-./":
        each += [sign.join(parts) for parts in ((year, month, day), (day, month, year))]
    short = f"{int(month)}/{int(day)}/{year}"
    return (*each, f"{month}/{day}/{year}", short)
