"""Read Parquet files as rows of text."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from churn_platform.config.source_errors import SourceRefused
from churn_platform.sources.formats.cells import cell_text
from churn_platform.sources.formats.format import Caps
from churn_platform.sources.formats.parsing import parsed, parsing

_WHAT = "a Parquet file"
_BATCH = 4_096
_MAX_FOOTER = 16_000_000


def check_footer(path: Path, name: str, caps: Caps) -> None:
    """Check a file's declared sizes against the caps, before anything is unpacked.

    Raises:
        SourceRefused: the file is damaged or above a cap.
    """
    with parsing(name, _WHAT), path.open("rb") as file:
        file.seek(-8, 2)
        (size,) = struct.unpack("<L", file.read(4))
        if size > _MAX_FOOTER:
            limit = f"at most {_MAX_FOOTER:,} are accepted"
            raise SourceRefused(f"{name}: {_WHAT} with a footer of {size:,} bytes; {limit}")
        footer = pq.read_metadata(path)
        unpacked = sum(
            footer.row_group(number).total_byte_size for number in range(footer.num_row_groups)
        )
    for found, maximum, what in (
        (footer.num_rows, caps.max_rows, "rows"),
        (footer.num_columns, caps.max_columns, "columns"),
        (unpacked, caps.max_bytes, "bytes unpacked"),
        (footer.num_rows * footer.num_columns, caps.max_bytes, "cells"),
    ):
        if found > maximum:
            raise SourceRefused(f"{name}: {found:,} {what}; at most {maximum:,} are accepted")


def nested_columns(path: Path, name: str) -> frozenset[int]:
    """Return the positions of columns of lists, structs or maps.

    Raises:
        SourceRefused: the file is damaged.
    """
    with parsing(name, _WHAT):
        schema = pq.read_schema(path)
        return frozenset(i for i, kind in enumerate(schema.types) if pa.types.is_nested(kind))


def parquet_rows(
    path: Path, name: str, caps: Caps, decimal: str = "."
) -> Iterator[tuple[int, list[str]]]:
    """Yield the header as row 0 and then each row; nested columns are "".

    `decimal` is the decimal sign with which numbers become text.

    Raises:
        SourceRefused: the file is damaged or a text in it is above the cap.
    """
    return parsed(_rows(path, name, caps, decimal), name, _WHAT)


def _rows(path: Path, name: str, caps: Caps, decimal: str) -> Iterator[tuple[int, list[str]]]:
    schema = pq.read_schema(path)
    yield 0, list(schema.names)
    plain = [field.name for field in schema if not pa.types.is_nested(field.type)]
    # a text repeated a million times must stay one text until it has been measured
    texts = [field.name for field in schema if _is_text(field.type)]
    number = 0
    with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
        for batch in file.iter_batches(_BATCH, columns=plain, use_threads=False):
            found = dict(zip(batch.schema.names, batch.columns, strict=True))
            columns = [
                _texts(found[one], name, caps, decimal) if one in found else [""] * batch.num_rows
                for one in schema.names
            ]
            for row in zip(*columns, strict=True):
                number += 1
                yield number, list(row)


def _is_text(kind: Any) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _texts(array: Any, name: str, caps: Caps, decimal: str) -> list[str]:
    if pa.types.is_dictionary(array.type):
        if _is_text(array.type.value_type):
            _bound(array.dictionary, name, caps)
        array = array.dictionary_decode()
    kind = array.type
    if _is_text(kind):
        _bound(array, name, caps)
        array = array.cast(pa.large_string())
        array.validate(full=True)
        return ["" if value is None else value for value in array.to_pylist()]
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("us", kind.tz), safe=False)
    elif pa.types.is_time64(kind):
        array = array.cast(pa.time64("us"), safe=False)
    elif pa.types.is_duration(kind):
        array = array.cast(pa.duration("us"), safe=False)
    elif pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # through text: a 32-bit 29.85 would be 29.850000381469727 as a double
        array = array.cast(pa.string()).cast(pa.float64())
    return [cell_text(value, decimal) for value in array.to_pylist()]


def _bound(array: Any, name: str, caps: Caps) -> None:
    longest = pc.max(pc.binary_length(array)).as_py() or 0
    if longest > 4 * caps.max_field:  # bytes; a character has four at most
        raise SourceRefused(
            f"{name}: a field of more than the {caps.max_field:,} characters that are accepted"
        )
