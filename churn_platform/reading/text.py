"""A checked table as text in a frame."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from churn_platform.contracts.contract import Contract
from churn_platform.contracts.headers import normalised, shown_list
from churn_platform.contracts.sections import Reading
from churn_platform.reading.format import Caps, Format
from churn_platform.reading.table import Table, match_table, open_table, recognise_format
from churn_platform.source.errors import ColumnsRefused

_CHUNK = 500
# what came through the check may be read
_CHECKED = Caps(sys.maxsize, sys.maxsize, sys.maxsize, sys.maxsize)


@dataclass(frozen=True)
class TextTable:
    """A table's text, trimmed, dtype object; the index counts the data rows from 1.

    `frame` has the contract's columns under our names, in its order and without an identifier that
    is made from the content. `others` has the columns that the contract does not name, under their
    own headers.
    """

    frame: pd.DataFrame
    others: pd.DataFrame


def read_text(path: Path, format: Format, contract: Contract) -> TextTable:
    """Read a file that `check_table` has accepted, in the format that it gave.

    Raises:
        SourceRefused: it is not that file.
    """
    table = open_table(path, path.name, format, _CHECKED)
    matched = match_table(table, path.name, contract)
    others = {header: table.headers.index(header) for header in matched.unknown}
    plain = {header: place for header, place in others.items() if place not in table.nested}
    columns = _columns(table.rows, [*matched.positions.values(), *plain.values()])
    index = pd.RangeIndex(1, len(columns[0]) + 1)
    count = len(matched.positions)
    return TextTable(
        _frame(matched.positions, columns[:count], index), _frame(plain, columns[count:], index)
    )


def read_any(path: Path, name: str, reading: Reading, caps: Caps) -> tuple[pd.DataFrame, Format]:
    """Read a table without a contract: every column that has a header, as trimmed text.

    Raises:
        SourceRefused: it cannot be read as one table, or two headers are one.
    """
    form = recognise_format(path, name, reading, None, caps)
    table = open_table(path, name, form, caps)
    places = _by_header(table, name)
    columns = _columns(table.rows, list(places.values()))
    return _frame(places, columns, pd.RangeIndex(1, len(columns[0]) + 1)), form


def _by_header(table: Table, name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    seen: dict[str, str] = {}
    for place, header in enumerate(table.headers):
        if not header or place in table.nested:
            continue
        first = seen.setdefault(normalised(header), header)
        if places.setdefault(header, place) != place or first is not header:
            both = shown_list([first, header])
            raise ColumnsRefused(f"{name}: columns {both} have one name; expected each once")
    if not places:
        raise ColumnsRefused(f"{name}: empty; expected a header and rows")
    return places


def _columns(rows: Iterator[list[str]], places: list[int]) -> list[list[str]]:
    """Turn rows into columns, a part at a time."""
    columns: list[list[str]] = [[] for _ in places]
    while part := list(islice(rows, _CHUNK)):
        turned = list(zip(*part, strict=True))
        for column, place in zip(columns, places, strict=True):
            column.extend(_trimmed(turned[place]))
    return columns


def _trimmed(texts: Iterable[str]) -> Iterator[str]:
    # interned: a category's few values take their memory once
    return map(sys.intern, map(str.strip, texts))


def _frame(names: Iterable[str], columns: list[list[str]], index: pd.RangeIndex) -> pd.DataFrame:
    data = {
        name: pd.Series(np.array(column, dtype=object), index=index, dtype=object)
        for name, column in zip(names, columns, strict=True)
    }
    return pd.DataFrame(data, index=index, columns=list(data))
