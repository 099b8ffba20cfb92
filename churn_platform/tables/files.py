"""Parquet files in and out, without Arrow's dataset machinery, which costs 6 MB a process."""

from pathlib import Path
from typing import BinaryIO, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131_072
"""Rows that are stored, and read, together."""


def read_table(path: Path) -> pd.DataFrame:
    """Return the table."""
    with pq.ParquetFile(path) as file:
        table = file.read(use_threads=False)
    frame: pd.DataFrame = table.to_pandas(use_threads=False)
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

    def add(self, frame: pd.DataFrame) -> pa.Table:
        """Add rows, and return them as written; all frames have the same columns and types."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, schema_of(frame))
        self.rows += len(frame)
        table = arrow_of(frame, self._writer.schema)
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
    return pa.Table.from_pandas(frame, schema, preserve_index=False, nthreads=1)


def schema_of(frame: pd.DataFrame) -> pa.Schema:
    """Return the schema of a frame and of all others with its columns and types."""
    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    for place, field in enumerate(schema):
        if pa.types.is_null(field.type):  # text of which none is known so far
            schema = schema.set(place, field.with_type(pa.string()))
    return schema
