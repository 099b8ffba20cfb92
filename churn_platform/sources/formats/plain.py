"""The fast path: Arrow reads delimited text without quotes, one block at a time."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from churn_platform.sources.formats.format import Caps, Columns, Format
from churn_platform.sources.formats.lines import MAX_ROW
from churn_platform.sources.formats.unpack import unpacked

_BLOCK = 4_000_000
_BOM = b"\xef\xbb\xbf"
_CONTROLS = bytes(sorted({*range(32), 0x7F} - {*b"\t\n\r"}))


def plain_columns(
    path: Path, name: str, form: Format, caps: Caps, width: int
) -> Iterator[Columns | None]:
    """Yield the data rows as columns, as long as blocks are unambiguous.

    Yields None at the first block that has a quote, a control character, undecodable bytes or rows
    of unequal length: from there on the strict reader takes over.
    """
    is_first = True
    for block in _blocks(path, name, form, caps):
        if not _is_plain(block, form):
            yield None
            return
        body = _without_header(block, form.skip) if is_first else block
        is_first = False
        if not body.strip(b"\r\n"):
            continue
        columns = _columns(body, form, width)
        if columns is None or any(_longest(each) > caps.max_field for each in columns):
            yield None
            return
        yield columns


def _blocks(path: Path, name: str, form: Format, caps: Caps) -> Iterator[bytes]:
    """Yield the file's bytes in blocks that end with a line; an endless row is yielded as it is."""
    parts: list[bytes] = []
    size = 0
    for piece in chain(unpacked(path, name, form, caps), (b"",)):
        parts.append(piece)
        size += len(piece)
        if size < _BLOCK and piece:
            continue
        block = b"".join(parts)
        end = block.rfind(b"\n") + 1 if piece else len(block)
        if end:
            yield block[:end]
        elif size > MAX_ROW:
            yield block  # it has no line end: the strict reader refuses it
            return
        parts = [block[end:]]
        size = len(parts[0])


def _is_plain(block: bytes, form: Format) -> bool:
    assert form.quote is not None
    known = form.encoding == "utf-8" or block.isascii()
    return (
        known
        and form.quote.encode() not in block
        and len(block.translate(None, _CONTROLS)) == len(block)
        and block.count(b"\r") == block.count(b"\r\n")
    )


def _without_header(block: bytes, skip: int) -> bytes:
    block = block.removeprefix(_BOM)
    for _ in range(skip):
        block = block.partition(b"\n")[2]
    return block.lstrip(b"\r\n").partition(b"\n")[2]


def _columns(body: bytes, form: Format, width: int) -> Columns | None:
    names = [str(place) for place in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(body),
            csv.ReadOptions(use_threads=False, block_size=len(body) + 1, column_names=names),
            csv.ParseOptions(delimiter=form.delimiter, quote_char=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]


def _longest(column: Any) -> int:
    return int(pc.max(pc.utf8_length(column)).as_py() or 0)
