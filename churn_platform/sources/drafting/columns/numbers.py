"""Detect numeric columns and their allowed values."""

import math
import re
from collections.abc import Sequence
from typing import Final

from churn_platform.analysis.parsing.written import BRACKETS, MINUS_BEHIND, bare_number
from churn_platform.sources.drafting.columns.scales import guess_unit
from churn_platform.sources.drafting.columns.sentinels import describe_sentinels
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.guess import (
    Guess,
    describe_blanks,
    describe_missing,
    share,
)
from churn_platform.sources.drafting.facts.units import is_scale
from churn_platform.sources.drafting.facts.words import listed, shown

_FEW: Final = 10
_FIRST_CODE: Final = 100
_CODES: Final = set("code zip zipcode postcode postal pincode area plz postleitzahl".split())
_LIKE_A_CODE: Final = re.compile("0[0-9]+|[0-9]+[eE][0-9]+")
"""Codes such as 01067 and 12E3, which are rarely how a number is written."""
_UNITS: Final = {
    "minutes": ("minutes", "minute", "mins", "min"),
    "hours": ("hours", "hour"),
    "days": ("days", "day"),
    "weeks": ("weeks", "week"),
    "months": ("months", "month"),
    "years": ("years", "year", "age"),
}
_MEASURES: Final = {"charge", "charges", "amount", "spend", "cost"}
_COUNTS: Final = {"call", "calls", "count", "num", "number", "times"}


def is_numeric(facts: Facts) -> bool:
    """Return whether a column has measurements or counts; a few large whole numbers are codes."""
    if not facts.are_numbers or is_code(facts):
        return False
    return not facts.are_whole or len(facts.known) > _FEW or bool(facts.known[0] < _FIRST_CODE)


def is_code(facts: Facts) -> bool:
    """Return whether whole numbers are labels, such as area codes."""
    return facts.are_numbers and facts.are_whole and bool(_CODES & set(facts.words))


def guess_number(facts: Facts) -> Guess:
    """Return the guess for a numeric column."""
    guess = Guess({"kind": "numeric", "header": facts.header})
    least, maximum = float(facts.known[0]), float(facts.known[-1])
    guess.notes.append(f"found {least:,.10g} to {maximum:,.10g}")
    unit = _describe_format(guess, facts) or unit_of(facts.words) or guess_unit(guess, facts)
    if unit is not None:
        guess.keys["unit"] = unit
    if (low := _low(least)) is not None:
        guess.keys["low"] = low
    if facts.are_whole:
        guess.keys["whole"] = True
        is_few = len(facts.known) <= _FEW and unit is None and not _COUNTS & set(facts.words)
        if is_few or facts.words[-1:] == ["id"]:
            guess.doubts.append(f"{len(facts.known)} whole numbers: are they in order, or codes?")
    _describe_odd(guess, facts)
    _describe_code(guess, facts)
    if not describe_sentinels(guess, facts) and least < 0:
        guess.doubts.append("some are below 0: are they real values, or a code for unknown?")
    return guess


def _describe_format(guess: Guess, facts: Facts) -> str | None:
    """Record what is written next to the digits; return the unit if it names one."""
    writing = facts.writing
    if writing.decimal:
        guess.keys["decimal"] = writing.decimal
    if not writing.format:
        return None
    guess.keys["format"] = list(writing.format)
    example = next(text for text in facts.counts if bare_number(text, writing.format) != text)
    number = facts.numbers[facts.text.eq(example).to_numpy()][0]
    units = [one for one in writing.format if one not in (BRACKETS, MINUS_BEHIND)]
    is_plain = units == list(writing.format) and not is_scale(units[0])
    says = f"{shown(' '.join(example.split()))} is read as {number:,.15g}"
    (guess.notes if is_plain else guess.doubts).append(says + ("" if is_plain else ": right?"))
    if writing.bare:
        rows = share(writing.bare, facts.rows)
        guess.doubts.append(f"{rows} have no {shown(units[0])}: are they in the same unit?")
    return units[0] if units else None


def _describe_odd(guess: Guess, facts: Facts) -> None:
    describe_missing(guess, facts)
    describe_blanks(guess, facts.missing, facts.rows)
    if facts.strays:
        rows = share(sum(facts.strays.values()), facts.rows)
        found = listed(list(facts.strays))
        guess.doubts.append(f"{rows} are not numbers and would be quarantined, such as {found}")


def _describe_code(guess: Guess, facts: Facts) -> None:
    text = next(filter(_LIKE_A_CODE.fullmatch, facts.counts), None)
    if text is None or facts.writing.format:
        return
    number = facts.numbers[facts.text.eq(text).to_numpy()][0]
    guess.doubts.append(
        f"{shown(text)} is read as {number:,.15g}: is it a number? If it is a code, write kind as"
        " category"
    )


def _low(least: float) -> int | float | None:
    """Return 0, or a negative minimum rounded outward to a power of ten."""
    if least >= 0:
        return 0
    bound = 10.0 ** math.ceil(math.log10(-least)) if least > -1e300 else math.inf
    bound = bound if bound >= -least else bound * 10
    if math.isinf(bound):
        return None
    return -int(bound) if 1 <= bound <= 1e15 else -bound


def unit_of(found: Sequence[str]) -> str | None:
    """Return the unit that a header names; counts of charges or calls have none."""
    if (_MEASURES | _COUNTS) & set(found):
        return None
    for unit, names in _UNITS.items():
        if set(names) & set(found):
            return unit
    return None
