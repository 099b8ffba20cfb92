"""Parquet files in and out, without Arrow's dataset machinery, which costs 6 MB a process."""

from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131_072
"""Rows that are stored, and read, together."""


def read_table(path: Path, coded: Collection[str] = ()) -> pd.DataFrame:
    """Return the table; the columns of text that are `coded` become categoricals."""
    with pq.ParquetFile(path, read_dictionary=list(coded)) as file:
        return frame_of(file.read(use_threads=False))


def coded_columns(schema: pa.Schema, identifier: str) -> tuple[str, ...]:
    """Return the columns that hold a few texts over and over: all of text but the id."""
    return tuple(f.name for f in schema if pa.types.is_string(f.type) and f.name != identifier)


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return the table as a frame; a dictionary becomes a categorical in the order of its texts."""
    frame: pd.DataFrame = table.unify_dictionaries().to_pandas(use_threads=False)
    for field in table.schema:
        if pa.types.is_dictionary(field.type):
            values = frame[field.name].cat
            frame[field.name] = values.set_categories(sorted(values.categories))
    return frame


def write_table(frame: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table without its index; the same frame gives the same bytes."""
    with TableWriter(file) as writer:
        writer.add(frame)


class TableWriter:
    """Writes frames one after the other into one file; for a `with` statement.

    The bytes depend on the rows alone, and not on how they were spread over the frames.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._writer = file, cast("pq.ParquetWriter | None", None)
        self._waiting: list[pa.Table] = []
        self.rows = 0

    def __enter__(self) -> "TableWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None and self._waiting:
                self._write(self._gathered(), whole_groups=False)
            if self._writer is not None:
                self._writer.close()
        except OSError:
            if self._writer is not None:
                self._writer.is_open = False  # or Arrow tries again, and prints why it cannot
            if kind is None:
                raise

    def add(self, rows: pd.DataFrame | pa.Table) -> pa.Table:
        """Add rows, and return them as written; all have the same columns and types."""
        if self._writer is None:
            schema = schema_of(rows) if isinstance(rows, pd.DataFrame) else rows.schema
            self._writer = pq.ParquetWriter(self._file, schema)
        self.rows += len(rows)
        is_frame = isinstance(rows, pd.DataFrame)
        table = arrow_of(rows, self._writer.schema) if is_frame else rows
        self._waiting.append(table)
        if sum(map(len, self._waiting)) > ROW_GROUP:
            self._write(self._gathered(), whole_groups=True)
        return table

    def _gathered(self) -> pa.Table:
        waiting, self._waiting = self._waiting, []
        return pa.concat_tables(waiting)

    def _write(self, table: pa.Table, *, whole_groups: bool) -> None:
        assert self._writer is not None
        end = len(table) // ROW_GROUP * ROW_GROUP if whole_groups else len(table)
        self._writer.write_table(table.slice(0, end), ROW_GROUP)
        if end < len(table):
            self._waiting = [table.slice(end)]


def arrow_of(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Return the frame without its index as an Arrow table of this schema."""
    return pa.Table.from_pandas(frame, preserve_index=False, nthreads=1).cast(schema)


def schema_of(frame: pd.DataFrame) -> pa.Schema:
    """Return the schema of a frame and of all others with its columns and types.

    A categorical is stored as its text.
    """
    plain = {name: object for name, dtype in frame.dtypes.items() if dtype == "category"}
    schema = pa.Schema.from_pandas(frame[:1].astype(plain), preserve_index=False)
    for place, field in enumerate(schema):
        if pa.types.is_null(field.type):  # text of which none is known so far
            schema = schema.set(place, field.with_type(pa.string()))
    return schema
