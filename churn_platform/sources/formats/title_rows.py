"""Detect rows above the header: titles, and headers of column groups."""

from collections.abc import Sequence

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import HeaderError, match_headers
from churn_platform.config.source_errors import ColumnsRefused

MAX = 8
"""Number of rows that are examined."""
Numbered = tuple[int, list[str]]


def refuse_title(rows: Sequence[Numbered], name: str, contract: Contract | None) -> None:
    """Refuse a table, called `name`, whose header seems to be below the first row.

    Raises:
        ColumnsRefused: the header seems to be below the first row.
    """
    if number := lower_header(rows, contract):
        raise ColumnsRefused(
            f"{name}: the header seems to be in row {number}; expected it in the first row: remove"
            " the rows above it"
        )


def lower_header(rows: Sequence[Numbered], contract: Contract | None) -> int | None:
    """Return the number of the row that seems to be the header; None if the first one may be.

    With a contract it is the row that has the contract's headers. Otherwise the first row must have
    gaps or repeated texts, as titles and merged cells cause, and the header is the first row below
    it that is full of distinct words, with numbers somewhere below.
    """
    if contract is not None:
        return next((number for number, row in rows[1:] if _fits(row, contract)), None)
    width = max((len(row) for _, row in rows), default=0)
    if not rows or 3 * len(set(filter(None, _trimmed(rows[0][1])))) > 2 * width:
        return None
    for place, (number, row) in enumerate(rows[1:], 1):
        if _is_header(_trimmed(row), width):
            below = (cell for _, lower in rows[place + 1 :] for cell in lower)
            return number if any(map(_is_number, below)) else None
    return None


def _fits(row: Sequence[str], contract: Contract) -> bool:
    try:
        match_headers(_trimmed(row), contract)
    except HeaderError:
        return False
    return True


def _trimmed(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row]


def _is_header(row: Sequence[str], width: int) -> bool:
    is_full = len(row) == width == len(set(row)) and all(row)
    return is_full and not any(map(_is_number, row))


def _is_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return True
