"""Read a file of any format as columns of text, within the caps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.headers import HeaderError, Matched, match_headers, shown_list
from churn_platform.config.contracts.sections import Reading
from churn_platform.config.source_errors import ColumnsRefused, SourceRefused
from churn_platform.sources.formats.container import recognise_container
from churn_platform.sources.formats.delimited import delimited_rows, recognise_delimited
from churn_platform.sources.formats.format import Caps, Columns, Format
from churn_platform.sources.formats.title_rows import MAX, Numbered, refuse_title

_Rows = Iterator[tuple[int, list[str]]]
_PART = 4_096


@dataclass(frozen=True)
class Table:
    """The trimmed headers, the data rows in parts of a few thousand, and columns without text.

    A part is one array of text per header, each as long as the part has rows. `first_rows` are the
    header and a few more rows with their numbers, for detecting a title above the header.
    """

    headers: list[str]
    parts: Iterator[Columns]
    nested: frozenset[int] = frozenset()
    first_rows: tuple[Numbered, ...] = ()


def recognise_format(
    path: Path, name: str, reading: Reading, contract: Contract | None, caps: Caps
) -> Format:
    """Return a file's format: as the user specified, else from its content, else from the contract.

    Raises:
        SourceRefused: the file cannot be read as one table.
    """
    form = recognise_container(path, name, caps)
    # each library is imported only for files that need it
    if form.kind == "xlsx":
        from churn_platform.sources.formats.excel.workbook import recognise_workbook

        return recognise_workbook(path, name, form, reading, contract, caps)
    if form.kind == "parquet":
        from churn_platform.sources.formats.parquet import check_footer

        check_footer(path, name, caps)
        return replace(form, decimal=reading.decimal)
    return recognise_delimited(path, name, form, reading, contract, caps)


def open_table(path: Path, name: str, form: Format, caps: Caps) -> Table:
    """Open a file of a known format; its parts are read and checked lazily.

    Raises:
        SourceRefused: now or while reading: damaged, rows of unequal length, or above a cap.
    """
    nested: frozenset[int] = frozenset()
    if form.kind == "parquet":
        from churn_platform.sources.formats.parquet import nested_columns

        nested = nested_columns(path, name)
    maximum = 1 if form.kind == "parquet" else MAX
    rows = tuple(islice(_rows(path, name, form, caps), maximum))
    headers = [header.strip() for header in (rows[0][1] if rows else ())]
    return Table(headers, _parts(path, name, form, caps, len(headers)), nested, rows)


def _rows(path: Path, name: str, form: Format, caps: Caps) -> _Rows:
    """Yield every row, the header first, with the number of its line or row."""
    if form.kind == "xlsx":
        from churn_platform.sources.formats.excel.workbook import workbook_rows

        rows = workbook_rows(path, name, form)
    elif form.kind == "parquet":
        from churn_platform.sources.formats.parquet import parquet_rows

        rows = parquet_rows(path, name, caps, form.decimal or ".")
    else:
        rows = delimited_rows(path, name, form, caps)
    return _bounded(rows, name, "line" if form.kind == "csv" else "row", caps)


def _parts(path: Path, name: str, form: Format, caps: Caps, width: int) -> Iterator[Columns]:
    # imported here, so that format detection alone does not load Arrow
    from churn_platform.sources.formats.plain import plain_columns

    done, maximum = 0, _max_rows(width, caps)
    if form.kind == "csv" and width:
        for part in plain_columns(path, name, form, caps, width):
            if part is None or done + len(part[0]) > maximum:
                break  # the strict reader continues after the rows already read
            done += len(part[0])
            yield part
        else:
            return
    rows = _rows(path, name, form, caps)
    next(rows, None)
    left = islice(_even(rows, name, width, form, caps), done, None)
    while part_of := list(islice(left, _PART)):
        yield [_texts(column, name) for column in zip(*part_of, strict=True)]


def _texts(column: tuple[str, ...], name: str) -> Any:
    import pyarrow as pa

    try:
        return pa.array(column, pa.string())
    except UnicodeEncodeError:
        # such as half of a surrogate pair, which a workbook can contain
        raise SourceRefused(
            f"{name}: text that is not Unicode; expected whole characters"
        ) from None


def _max_rows(width: int, caps: Caps) -> int:
    # a cell takes at least a byte of CSV; a compressed empty table must not exhaust memory
    return min(caps.max_rows, caps.max_bytes // max(width, 1))


def match_table(table: Table, name: str, contract: Contract) -> Matched:
    """Match a table's headers with a contract; columns without a header are ignored.

    Raises:
        ColumnsRefused: the columns are not the contract's.
    """
    try:
        matched = match_headers(table.headers, contract)
    except HeaderError as error:
        refuse_title(table.first_rows, name, contract)
        raise ColumnsRefused(f"{name}: {error}") from None
    odd = [table.headers[i] for i in matched.positions.values() if i in table.nested]
    if odd:
        raise ColumnsRefused(f"{name}: columns {shown_list(odd)} are nested; expected plain values")
    return Matched(matched.positions, matched.excluded, tuple(filter(None, matched.unknown)))


def _bounded(rows: _Rows, name: str, place: str, caps: Caps) -> _Rows:
    for number, row in rows:
        where = f"{name}: {place} {number}"
        if len(row) > caps.max_columns:
            found = f"{len(row):,} columns; at most {caps.max_columns:,} are accepted"
            raise SourceRefused(f"{where}: {found}")
        if max(map(len, row), default=0) > caps.max_field:
            raise SourceRefused(
                f"{where}: a field of more than the {caps.max_field:,} characters that are accepted"
            )
        yield number, row


def _even(rows: _Rows, name: str, width: int, form: Format, caps: Caps) -> Iterator[list[str]]:
    place = "line" if form.kind == "csv" else "row"
    maximum = _max_rows(width, caps)
    for count, (number, row) in enumerate(rows, 1):
        if len(row) != width:
            raise SourceRefused(
                f"{name}: {place} {number}: {len(row)} fields; expected {width} as in the header"
            )
        if count > maximum:
            raise SourceRefused(
                f"{name}: more than {maximum:,} rows of {width} columns; at most {caps.max_rows:,}"
                f" rows and {caps.max_bytes:,} cells are accepted"
            )
        yield row
