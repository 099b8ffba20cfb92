"""Headers: compared without case, spaces and signs, and matched with a contract."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from churn_platform.contracts.contract import Contract

_MOST_SHOWN = 40


class HeaderError(Exception):
    """The headers are not those of the contract; one line without the file's name."""


@dataclass(frozen=True)
class Matched:
    """Which of the found headers is which column.

    `positions` maps our names to places in the header, counted from 0. `excluded` are headers that
    the contract says are of no use or known only after the outcome, `unknown` are all others.
    """

    positions: dict[str, int]
    excluded: tuple[str, ...]
    unknown: tuple[str, ...]


def normalised(header: str) -> str:
    """Return what of a header counts: its letters and digits, without case.

    `customerID`, `customer_id` and ` Customer ID ` are the same. A header of signs alone stays.
    """
    folded = unicodedata.normalize("NFKC", header).casefold().strip().strip("\ufeff")
    return "".join(sign for sign in folded if sign.isalnum()) or folded


def match_headers(found: Sequence[str], contract: "Contract") -> Matched:
    """Match a table's headers with a contract's columns, in whatever order they come.

    Raises:
        HeaderError: two headers are one, a column is there twice, or one is missing.
    """
    places = _places(found)
    if not places:
        raise HeaderError("empty; expected a header and rows")
    positions: dict[str, int] = {}
    missing: list[str] = []
    for column in contract.from_source:
        spellings = dict.fromkeys(map(normalised, (column.source, *column.aliases)))
        hits = [places[one] for one in spellings if one in places]
        if len(hits) > 1:
            both = shown_list([found[place] for place in hits])
            raise HeaderError(f"column {column.source}: found {both}; expected one of them")
        if hits:
            positions[column.name] = hits[0]
        else:
            missing.append(column.source)
    if missing:
        raise HeaderError(_missing(missing, found, contract, nothing_fits=not positions))
    return _matched(found, positions, contract)


def shown_list(names: Sequence[str]) -> str:
    """Return names as an error shows them: cut, and not too many."""
    texts = [repr(name[:_MOST_SHOWN]) for name in names[:_MOST_SHOWN]]
    rest = len(names) - len(texts)
    return f"[{', '.join(texts)}{f', … {rest} more' if rest > 0 else ''}]"


def _places(found: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, header in enumerate(found):
        name = normalised(header)
        if name in places:
            both = shown_list([found[places[name]], header])
            raise HeaderError(f"columns {both} have one name; expected each header once")
        if name:  # a column without a header, such as a saved index, is nobody's
            places[name] = place
    return places


def _missing(
    missing: list[str], found: Sequence[str], contract: "Contract", nothing_fits: bool
) -> str:
    expected = shown_list(contract.headers)
    if nothing_fits:
        # not shown: without a header the first line is a customer
        return (
            f"the header names none of the {len(contract.headers)} expected columns of contract"
            f" {contract.name} {expected}"
        )
    named = ", ".join(_with_closest(name, found) for name in missing)
    return f"missing columns: {named}; found {shown_list(found)}, expected {expected}"


def _with_closest(name: str, found: Sequence[str]) -> str:
    folded = {normalised(header): header for header in found}
    matches = get_close_matches(normalised(name), folded, n=1)
    return f"{name!r} (closest: {folded[matches[0]][:_MOST_SHOWN]!r})" if matches else repr(name)


def _matched(found: Sequence[str], positions: dict[str, int], contract: "Contract") -> Matched:
    known = set(map(normalised, (*contract.ignore, *contract.after_outcome)))
    used = set(positions.values())
    rest = [header for place, header in enumerate(found) if place not in used]
    excluded = tuple(header for header in rest if normalised(header) in known)
    unknown = tuple(header for header in rest if normalised(header) not in known)
    return Matched(positions, excluded, unknown)
