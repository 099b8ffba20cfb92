"""Detect a text's delimiter and quote from its first lines."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.contracts.spelling import normalised

_DELIMITERS = (",", ";", "\t", "|", ":")
_ROWS = 100
# Excel's own line above the header
_HINT = re.compile(r'"?sep=([^"\r\n])"?\s*', re.IGNORECASE)
# a quoted field; possessive, since backtracking over a long one takes much memory
_QUOTED = (
    r"(?:^|[{delimiter}\r\n]) *"
    r"{quote}[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+{quote}"
    r" *(?=[{delimiter}\r\n]|\Z)"
)

Rows = list[list[str]]
Fit = Callable[[Rows], tuple[int, ...]]


@dataclass(frozen=True)
class Dialect:
    """A text's delimiter and quote, and the number of lines before its header."""

    delimiter: str
    quote: str
    skip: int


def recognise_dialect(head: Sequence[str], reading: Reading, fit: Fit) -> Dialect:
    """Return the dialect of a text that begins with these lines.

    Args:
        head: the first lines, with their ends.
        reading: what the user specified.
        fit: scores how much the rows of a delimiter look like a table; the best one is taken.
    """
    hint = _HINT.fullmatch(head[0]) if head else None
    lines = head[1:] if hint else head
    given = reading.delimiter or (hint[1] if hint else None)
    delimiters = (given,) if given else _DELIMITERS
    dialects = [(one, reading.quote or _quote("".join(lines), one)) for one in delimiters]
    delimiter, quote = max(dialects, key=lambda dialect: fit(_rows(lines, *dialect)))
    return Dialect(delimiter, quote, skip=1 if hint else 0)


def fit_of(contract: Contract | None) -> Fit:
    """Return the fit: the contract's headers found; without a contract, equal row lengths."""
    if contract is None:
        return _even
    known = {
        normalised(header)
        for column in contract.from_source
        for header in (column.source, *column.aliases)
    }
    return lambda rows: (len(known & set(map(normalised, rows[0] if rows else ()))),)


def _even(rows: Rows) -> tuple[int, ...]:
    lengths = list(map(len, rows))
    usual = max(set(lengths), key=lengths.count, default=0)
    is_even = set(lengths) == {usual} and usual > 1
    # a title above the header is shorter, so the most frequent length decides, not the first
    return (is_even, usual, lengths[0] if rows else 0)


def _quote(text: str, delimiter: str) -> str:
    """Return the single quote if it encloses more fields than the double quote."""
    double, single = (
        len(re.findall(_QUOTED.format(delimiter=re.escape(delimiter), quote=quote), text))
        for quote in "\"'"
    )
    return "'" if single > double else '"'


def _rows(lines: Sequence[str], delimiter: str, quote: str) -> Rows:
    rows: Rows = []
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        pass  # the rows before are enough; the strict reader reports what is wrong
    return rows
