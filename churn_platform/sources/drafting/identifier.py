"""Detect the customer's id column, and columns that only look like one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from churn_platform.config.contracts.id_headers import may_be_customers_id, names_one_person
from churn_platform.config.contracts.spelling import normalised
from churn_platform.sources.drafting.columns.dates import are_dates
from churn_platform.sources.drafting.facts.column import Facts
from churn_platform.sources.drafting.facts.guess import Guess, share
from churn_platform.sources.drafting.facts.words import listed
from churn_platform.sources.drafting.target import find_column

_ROW_NUMBERS: Final = (
    "row", "rowid", "rownumber", "rownum", "rowno", "index", "unnamed0", "sno", "srno", "no", "nr",
    "number", "level0",
)  # fmt: skip
_WHOSE: Final = {"customer", "client", "user", "member", "account", "subscriber"}
_LAST_WORDS: Final = {"id", "uuid", "guid", "key", "number", "num", "nr", "no", "phone", "email"}
_LONG_CODE: Final = 16
_WIDE_NUMBER: Final = 8
_ALMOST_UNIQUE: Final = 0.9


@dataclass
class Identity:
    """The identifier's column (None: made from the content), and columns that only look like ids.

    `unused` maps headers to the reason why they are not used.
    """

    column: Facts | None
    guess: Guess
    unused: dict[str, str] = field(default_factory=dict)


def guess_identity(columns: Sequence[Facts], chosen: str | None) -> Identity:
    """Return the chosen identifier, or the most likely unique column.

    Raises:
        DataError: the chosen column does not exist.
    """
    numbers = [one for one in columns if _is_row_number(one)]
    others = [one for one in columns if one not in numbers]
    likely = sorted((one for one in others if _may_be_id(one)), key=_rank)
    if chosen is not None:
        likely = [find_column(columns, chosen, "ID")]
    best = likely[0] if likely else None
    unused = {one.header: "a row's number" for one in numbers if one is not best}
    for one in others:
        if one is not best and _rank(one) < 2 and one.unique_share >= 0.5 and _is_code(one):
            unused[one.header] = "another id" if best else "an id that is not unique"
    return Identity(best, _of_column(best) if best else _of_content(columns, unused), unused)


def _of_column(facts: Facts) -> Guess:
    guess = Guess({"kind": "identifier", "header": facts.header})
    if facts.unique_share == 1:
        guess.notes.append("unique, and none is blank")
    else:
        guess.doubts.append(
            f"{facts.unique_share:.2%} of the rows have a unique id: rows with a blank id,"
            " or with one shared by two customers, are quarantined"
        )
    if _rank(facts) == 2:
        guess.doubts.append("it is unique, but not named like an id")
    return guess


def _of_content(columns: Sequence[Facts], unused: dict[str, str]) -> Guess:
    guess = Guess({"kind": "identifier"})
    alone = [one.header for one in columns if _is_alone(one) and one.header not in unused]
    which = f"named like an id ({listed(alone)} unique: if one is the id, draft again with ID=)"
    guess.doubts.append(
        f"no column is {which if alone else 'unique'}, so the id is made from a row's content: two"
        " customers with the same values count as one, and an id changes with the values"
    )
    like = [header for header, why in unused.items() if why.startswith("an id")]
    for one in columns:
        if one.header in like:
            unique = share(round(one.unique_share * one.rows), one.rows)
            guess.doubts.append(
                f"{one.header!r} looks like an id, but is unique in only {unique} rows"
            )
    return guess


def _is_alone(facts: Facts) -> bool:
    """Return whether every row has a unique text that is neither a measure nor a date."""
    return facts.unique_share == 1 and _is_code(facts) and not are_dates(facts)


def _rank(facts: Facts) -> int:
    """Return 0 for the name of a customer id, 1 for that of an id, 2 for any other."""
    found = facts.words
    if may_be_customers_id(facts.header) or (_WHOSE & set(found) and found[-1] == "id"):
        return 0
    return 1 if names_one_person(facts.header) or (found and found[-1] in _LAST_WORDS) else 2


def _is_code(facts: Facts) -> bool:
    """Return whether the values are whole numbers or text: a measure is not an id."""
    return not facts.are_numbers or facts.are_whole


def _may_be_id(facts: Facts) -> bool:
    if not _is_code(facts) or are_dates(facts):
        return False
    if _rank(facts) < 2:
        return facts.unique_share >= _ALMOST_UNIQUE
    if facts.unique_share < 1:
        return False
    if facts.are_numbers:  # distinct amounts are rarely this long and all of one length
        widths = {len(text) for text in facts.counts}
        return len(widths) == 1 and widths.pop() >= _WIDE_NUMBER
    return all(_is_one_code(text) for text in facts.counts)


def _is_one_code(text: str) -> bool:
    """Return whether a text is one word that has a digit or the length of a hash."""
    has_digit = any(sign.isdigit() for sign in text)
    return " " not in text and (has_digit or len(text) >= _LONG_CODE)


def _is_row_number(facts: Facts) -> bool:
    """Return whether the values number the rows, under a name that is not an id's."""
    if facts.unique_share < 1 or len(facts.known) != facts.rows or not facts.are_whole:
        return False
    if normalised(facts.header) in _ROW_NUMBERS:
        return True
    steps = facts.numbers - np.arange(facts.rows)
    return _rank(facts) == 2 and bool((steps == steps[0]).all() and steps[0] in (0, 1))
