"""A table in a file, asked a part at a time: what the analysis takes in place of a frame."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from churn_platform.analysis.rows import Mask, Values
from churn_platform.runtime.engine import Engine
from churn_platform.tables.files import coded_columns, frame_of, read_table

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Part:
    """Some rows of a file.

    Attributes:
        path: of the file.
        start: the first row.
        stop: the first row that is not in it.
        columns: which ones; None for all.
        coded: columns of text that become categoricals.
        added: values of further columns, each (stop - start,).
        kept: which of the rows; None for all.
    """

    path: Path
    start: int
    stop: int
    columns: tuple[str, ...] | None
    coded: tuple[str, ...]
    added: Mapping[str, Values]
    kept: Mask | None

    @property
    def rows(self) -> int:
        """How many they are."""
        return self.stop - self.start if self.kept is None else int(self.kept.sum())

    def read(self) -> pd.DataFrame:
        """Return the rows as a frame with an index from 0."""
        wanted = None if self.columns is None else list(self.columns)
        frame = self._stored(wanted)
        for name, values in self.added.items():
            if wanted is None or name in wanted:
                frame[name] = values if self.kept is None else values[self.kept]
        return frame if wanted is None else frame[wanted]

    def _stored(self, wanted: list[str] | None) -> pd.DataFrame:
        columns = None if wanted is None else [name for name in wanted if name not in self.added]
        with pq.ParquetFile(self.path, read_dictionary=list(self.coded)) as file:
            groups, before = _groups(file.metadata, self.start, self.stop)
            table = file.read_row_groups(groups, columns, use_threads=False)
        rows = table.slice(self.start - before, self.stop - self.start)
        if self.kept is not None:  # before the values become Python's, which costs the most
            rows = rows.filter(pa.array(self.kept))
        return frame_of(rows)


class StoredTable:
    """A Parquet file as `analysis.rows.Table`.

    Args:
        path: of the file.
        rows: most rows of a part.
        engine: works on the parts.
        identifier: the column of the ids; all other columns of text become categoricals.
    """

    def __init__(self, path: Path, rows: int, engine: Engine, identifier: str) -> None:
        self._path, self._rows, self._engine = path, rows, engine
        with pq.ParquetFile(path) as file:
            self._stored: list[str] = file.schema_arrow.names
            self._coded = coded_columns(file.schema_arrow, identifier)
            self._length = int(file.metadata.num_rows)
        self._added: dict[str, Values] = {}
        self._kept: Mask | None = None

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [*self._stored, *self._added]

    def __len__(self) -> int:
        return self._length if self._kept is None else int(self._kept.sum())

    def where(self, rows: Mask) -> "StoredTable":
        """Return the table of these rows alone, (n_rows,)."""
        table = copy(self)
        table._kept = rows.copy() if self._kept is None else self._kept.copy()
        if self._kept is not None:
            table._kept[self._kept] = rows
        return table

    def beside(self, name: str, values: Values) -> "StoredTable":
        """Return the table with one more column, (n_rows,)."""
        if self._kept is not None:
            raise ValueError(f"{name}: found a table of chosen rows; expected all rows of a file")
        table = copy(self)
        table._added = {**self._added, name: values}
        return table

    def read(self) -> pd.DataFrame:
        """Return all of the file's columns and rows as one frame."""
        return read_table(self._path, self._coded)

    def map(
        self, ask: Callable[[pd.DataFrame], Answer], columns: Sequence[str] | None = None
    ) -> Iterator[Answer]:
        """Yield what is answered for each part, in order."""
        return self._engine.map(partial(_answered, ask), self.parts(columns))

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[Part]:
        """Yield the parts, in order, as what reads them elsewhere."""
        wanted = None if columns is None else tuple(columns)
        for start in range(0, max(self._length, 1), self._rows):
            stop = min(start + self._rows, self._length)
            added = {name: values[start:stop] for name, values in self._added.items()}
            kept = None if self._kept is None else self._kept[start:stop]
            yield Part(self._path, start, stop, wanted, self._coded, added, kept)


def _answered(ask: Callable[[pd.DataFrame], Answer], part: Part) -> Answer:
    return ask(part.read())


def _groups(footer: pq.FileMetaData, start: int, stop: int) -> tuple[list[int], int]:
    """Return the row groups that hold these rows, and how many rows come before them."""
    chosen, before, first = [], 0, 0
    for number in range(footer.num_row_groups):
        end = first + footer.row_group(number).num_rows
        if end <= start:
            before = end
        elif first < stop:
            chosen.append(number)
        first = end
    return chosen, before
