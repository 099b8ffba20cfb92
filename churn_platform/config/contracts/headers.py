"""Match the headers of a table with the columns of a contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.spelling import normalised

_MAX_SHOWN = 40
SCORE_WITHOUT_LABELS = (
    "to score customers with an unknown outcome: make score SOURCE=..., or append them with a"
    " blank target to the training table, or POST /api/predictions"
)
"""What to do with a table that has no outcomes to learn from."""


class HeaderError(Exception):
    """The headers are not those of the contract; a one-line message without the file's name."""


@dataclass(frozen=True)
class Matched:
    """Which found header is which column.

    `positions` maps our names to positions in the header, from 0. `excluded` are headers that the
    contract lists as unused or known only after the outcome, `unknown` are all others.
    """

    positions: dict[str, int]
    excluded: tuple[str, ...]
    unknown: tuple[str, ...]


def match_headers(found: Sequence[str], contract: Contract) -> Matched:
    """Match a table's headers with a contract's columns, in any order.

    Raises:
        HeaderError: duplicate headers, a column that occurs twice, or a missing one.
    """
    is_header = _is_header(found, contract)
    places = _places(found, is_header)
    if not places:
        raise HeaderError("empty; expected a header and rows")
    positions: dict[str, int] = {}
    missing: list[str] = []
    for column in contract.from_source:
        spellings = dict.fromkeys(map(normalised, (column.source, *column.aliases)))
        hits = [places[one] for one in spellings if one in places]
        if len(hits) > 1:
            both = _named(hits, found, is_header)
            raise HeaderError(f"column {column.source}: found {both}; expected one of them")
        if hits:
            positions[column.name] = hits[0]
        else:
            missing.append(column.source)
    if missing:
        raise HeaderError(_missing(missing, found, contract, len(positions), is_header))
    return _matched(found, positions, contract)


def shown_list(names: Sequence[str]) -> str:
    """Return names as errors show them: truncated, and not too many."""
    texts = [repr(name[:_MAX_SHOWN]) for name in names[:_MAX_SHOWN]]
    rest = len(names) - len(texts)
    return f"[{', '.join(texts)}{f', … {rest} more' if rest > 0 else ''}]"


def _is_header(found: Sequence[str], contract: Contract) -> bool:
    """Return whether half of the contract's columns are named; else it may be a customer's row.

    Errors are shown to users, so they must not quote such a row.
    """
    names, expected = set(map(normalised, found)), contract.from_source
    hits = sum(
        any(normalised(each) in names for each in (column.source, *column.aliases))
        for column in expected
    )
    return 2 * hits >= len(expected)


def _named(places: Sequence[int], found: Sequence[str], is_header: bool) -> str:
    """Return headers as errors show them; a possible customer value only by its position."""
    if is_header:
        return shown_list([found[place] for place in places])
    return " and ".join(str(place + 1) for place in places)


def _places(found: Sequence[str], is_header: bool) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, header in enumerate(found):
        name = normalised(header)
        if name in places:
            both = _named([places[name], place], found, is_header)
            raise HeaderError(f"columns {both} have the same name; expected each header once")
        if name:  # a column without a header, such as a saved index, is ignored
            places[name] = place
    return places


def _missing(
    missing: list[str], found: Sequence[str], contract: Contract, hits: int, is_header: bool
) -> str:
    expected = shown_list(contract.headers)
    if not hits:
        return (
            f"the header names none of the {len(contract.headers)} expected columns of contract"
            f" {contract.name} {expected}"
        )
    if not is_header:
        named, seen = ", ".join(map(repr, missing)), f"{hits} of the expected columns"
    else:
        named = ", ".join(_with_closest(name, found) for name in missing)
        seen = shown_list(found)
    message = f"missing columns: {named}; found {seen}, expected {expected}"
    no_label = contract[contract.target].source in missing
    return f"{message}; {SCORE_WITHOUT_LABELS}" if no_label else message


def _with_closest(name: str, found: Sequence[str]) -> str:
    folded = {normalised(header): header for header in found}
    matches = get_close_matches(normalised(name), folded, n=1)
    return f"{name!r} (closest: {folded[matches[0]][:_MAX_SHOWN]!r})" if matches else repr(name)


def _matched(found: Sequence[str], positions: dict[str, int], contract: Contract) -> Matched:
    known = set(map(normalised, (*contract.ignore, *contract.after_outcome)))
    used = set(positions.values())
    rest = [header for place, header in enumerate(found) if place not in used]
    excluded = tuple(header for header in rest if normalised(header) in known)
    unknown = tuple(header for header in rest if normalised(header) not in known)
    return Matched(positions, excluded, unknown)
