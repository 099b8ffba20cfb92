"""Read a checked table as text into a data frame."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import shown_list
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.contracts.spelling import normalised
from churn_platform.config.source_errors import ColumnsRefused
from churn_platform.sources.formats.format import Caps, Columns, Format
from churn_platform.sources.formats.table import Table, match_table, open_table, recognise_format
from churn_platform.sources.formats.title_rows import refuse_title

# a file that passed the check may be read
_CHECKED = Caps(sys.maxsize, sys.maxsize, sys.maxsize, sys.maxsize)


@dataclass(frozen=True)
class TextTable:
    """A table's trimmed text; the index numbers the source's data rows from 1.

    `frame` has the contract's columns under our names, in the contract's order, without an
    identifier that is made from the content. `others` has the columns that the contract does not
    name, under their own headers.
    """

    frame: pd.DataFrame
    others: pd.DataFrame


def read_text(path: Path, format: Format, contract: Contract) -> TextTable:
    """Read a file that `check_table` accepted, in the format it returned; dtype object.

    Raises:
        SourceRefused: it is a different file.
    """
    parts = list(read_parts(path, format, contract))
    frame, others = (
        pd.concat(each) for each in zip(*((p.frame, p.others) for p in parts), strict=True)
    )
    return TextTable(frame.astype(object), others.astype(object))


def read_parts(path: Path, format: Format, contract: Contract) -> Iterator[TextTable]:
    """Yield the table of `read_text` in parts, as Arrow text; a part may have no rows.

    Raises:
        SourceRefused: now or while reading: it is a different file.
    """
    table = open_table(path, path.name, format, _CHECKED)
    matched = match_table(table, path.name, contract)
    others = {
        header: place
        for header in matched.unknown
        if (place := table.headers.index(header)) not in table.nested
    }
    first = 1
    for columns in _or_empty(table):
        index = pd.RangeIndex(first, first + len(columns[0]))
        first = index.stop
        yield TextTable(_frame(matched.positions, columns, index), _frame(others, columns, index))


def _or_empty(table: Table) -> Iterator[Columns]:
    empty = True
    for columns in table.parts:
        empty = False
        yield columns
    if empty:
        yield [pa.array([], pa.string()) for _ in table.headers]


def read_any(path: Path, name: str, reading: Reading, caps: Caps) -> tuple[pd.DataFrame, Format]:
    """Read a table without a contract: all columns that have a header, as trimmed text.

    Raises:
        SourceRefused: it cannot be read as one table, or has duplicate headers.
    """
    form = recognise_format(path, name, reading, None, caps)
    table = open_table(path, name, form, caps)
    refuse_title(table.first_rows, name, None)
    places = _by_header(table, name)
    parts = list(_or_empty(table))
    columns = [pa.chunked_array([part[place] for part in parts]) for place in range(len(parts[0]))]
    return _frame(places, columns, pd.RangeIndex(1, len(columns[0]) + 1)).astype(object), form


def _by_header(table: Table, name: str) -> dict[str, int]:
    places: dict[str, int] = {}
    seen: dict[str, str] = {}
    for place, header in enumerate(table.headers):
        if not header or place in table.nested:
            continue
        first = seen.setdefault(normalised(header), header)
        if places.setdefault(header, place) != place or first is not header:
            both = shown_list([first, header])
            raise ColumnsRefused(f"{name}: columns {both} have the same name; expected each once")
    if not places:
        raise ColumnsRefused(f"{name}: empty; expected a header and rows")
    return places


def _frame(places: dict[str, int], columns: list[Any], index: pd.RangeIndex) -> pd.DataFrame:
    data = {
        name: pd.Series(_trimmed(columns[place]), index=index) for name, place in places.items()
    }
    return pd.DataFrame(data, index=index, columns=list(data))


def _trimmed(texts: Any) -> Any:
    trimmed = pc.utf8_trim_whitespace(texts)  # what str.strip removes
    return pd.arrays.ArrowExtensionArray(
        trimmed if isinstance(trimmed, pa.ChunkedArray) else pa.chunked_array([trimmed])
    )
