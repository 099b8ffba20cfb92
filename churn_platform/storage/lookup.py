"""Rows of a published table by id, and pages of it by key, without reading the table.

Two files: the blocks, which are Arrow streams one after the other, and an index with the key,
place, size and SHA-256 of each. The index is verified whole and vouches for every block, so that a
look-up reads and hashes one block, however large the table is (a hash tree of two levels; Merkle,
1988).
"""

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple
from weakref import finalize

from churn_platform.storage.artifacts import (
    AGAIN,
    ArtifactError,
    PublishedFile,
    content_of,
    open_version,
)

BLOCKS: Final = ".rows.arrow"
INDEX: Final = ".index.arrow"
SUFFIXES: Final = (BLOCKS, INDEX)
BLOCK_ROWS: Final = 512
"""Twice as many take 0.1 ms longer to look through, and half as many a third longer to write."""
_IDENTIFIER: Final = b"identifier"


def has_stable_path(name: str) -> bool:
    """Return whether a published file of this name has a stable path; lookups are for programs."""
    return not name.endswith(SUFFIXES)


class Block(NamedTuple):
    """One block: its first id, or a page's key; how many rows it stands for; where it lies.

    A page is of no run. Of the others, ids ascend within a run and from block to block of it.
    """

    run: int | None
    key: str
    rows: int
    offset: int
    bytes: int
    sha256: str


class Page(NamedTuple):
    """The number of rows that a key stands for, and the first of them as an Arrow table."""

    total: int
    rows: Any


class LookupWriter:
    """Writes the two files of a table; for a `with` statement.

    Args:
        stem: path of the files without their suffixes.
        identifier: name of the column of ids.
    """

    def __init__(self, stem: Path, identifier: str) -> None:
        self.paths = {suffix: stem.with_name(stem.name + suffix) for suffix in SUFFIXES}
        self._identifier = identifier
        self._file = self.paths[BLOCKS].open("wb")
        self._blocks: list[Block] = []
        self._rest: Any = None
        self._run, self._last = 0, ""

    def __enter__(self) -> "LookupWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._file:
            if kind is None:
                self._finish()

    def add(self, table: Any) -> None:
        """Add the rows of an Arrow table.

        They are quick to find where ids ascend, in the order of their code points; each descent
        begins another run, and every run is searched.
        """
        import pyarrow as pa

        rows = table if self._rest is None else pa.concat_tables([self._rest, table])
        start = 0
        for start, stop in self._runs(rows):
            while stop - start >= BLOCK_ROWS or start < stop < len(rows):
                end = min(start + BLOCK_ROWS, stop)
                self._add_rows(rows.slice(start, end - start))
                start = end
        self._rest = rows.slice(start).combine_chunks()

    def add_page(self, key: str, page: Page) -> None:
        """Add a page; a key has one."""
        self._store(None, key, page.total, page.rows)

    def _runs(self, rows: Any) -> Iterator[tuple[int, int]]:
        import numpy as np
        import pyarrow.compute as pc

        ids = rows[self._identifier]
        falls = pc.less(ids.slice(1), ids.slice(0, max(len(ids) - 1, 0))).to_numpy()
        yield from pairwise([0, *(np.flatnonzero(falls) + 1).tolist(), len(ids)])

    def _add_rows(self, rows: Any) -> None:
        ids = rows[self._identifier]
        first, last = ids[0].as_py(), ids[-1].as_py()
        self._run += first < self._last
        self._last = last
        self._store(self._run, first, len(rows), rows)

    def _store(self, run: int | None, key: str, rows: int, table: Any) -> None:
        content = _written(table)
        digest = hashlib.sha256(content).hexdigest()
        self._blocks.append(Block(run, key, rows, self._file.tell(), len(content), digest))
        self._file.write(content)

    def _finish(self) -> None:
        import pyarrow as pa

        if self._rest is not None and len(self._rest):
            self._add_rows(self._rest)
        blocks = sorted(self._blocks, key=lambda block: block.run is None)  # pages at the end
        columns = {
            name: [block[place] for block in blocks] for place, name in enumerate(Block._fields)
        }
        schema = _schema().with_metadata({_IDENTIFIER: self._identifier})
        with pa.ipc.new_stream(self.paths[INDEX], schema) as writer:
            writer.write_table(pa.table(columns, schema))


@dataclass(frozen=True)
class Lookup:
    """The index of a published table, in memory, and its blocks, in an open file.

    Attributes:
        file: with the blocks.
        descriptor: of that file; closed with the last reference to this.
        identifier: name of the column of ids.
        columns: of the index, as Arrow arrays in the order of `Block`.
        runs: the places in it of each run's blocks, whose keys ascend.
        pages: the places in it of the pages, by key.
    """

    file: PublishedFile
    descriptor: int
    identifier: str
    columns: Sequence[Any]
    runs: Sequence[range]
    pages: Mapping[str, int]

    @classmethod
    def of(cls, data_dir: Path, files: Sequence[PublishedFile]) -> "Lookup":
        """Read the index among the files of a result, which has a lookup.

        Raises:
            ArtifactError: it or the blocks are missing, or it is not what was recorded.
        """
        import pyarrow as pa

        index, blocks = (
            next(file for file in files if file.id.endswith(suffix)) for suffix in (INDEX, BLOCKS)
        )
        with pa.ipc.open_stream(content_of(data_dir, index)) as reader:
            table = reader.read_all()
        if not table.schema.equals(_schema()):
            raise ArtifactError(f"{index.path}: not an index of this version; {AGAIN}")
        columns = [column.combine_chunks() for column in table.columns]
        runs: list[range] = []
        pages: dict[str, int] = {}
        for run, group in groupby(enumerate(columns[0].to_pylist()), key=itemgetter(1)):
            places = [place for place, _ in group]
            if run is None:
                pages = {columns[1][place].as_py(): place for place in places}
            else:
                runs.append(range(places[0], places[-1] + 1))
        identifier = table.schema.metadata[_IDENTIFIER].decode()
        with open_version(data_dir, blocks) as file:
            descriptor = os.dup(file.fileno())
        lookup = cls(blocks, descriptor, identifier, columns, runs, pages)
        finalize(lookup, os.close, descriptor)
        return lookup

    def row(self, id: str) -> dict[str, Any] | None:
        """Return the row of an id, or None.

        Raises:
            ArtifactError: its block is not what was recorded.
        """
        for run in self.runs:
            place = bisect_right(self.columns[1], id, run.start, run.stop, key=_value) - 1
            if place in run and (row := self._found(place, id)):
                return row
        return None

    def page(self, key: str) -> Page | None:
        """Return the page of a key, or None.

        Raises:
            ArtifactError: its block is not what was recorded.
        """
        place = self.pages.get(key)
        return None if place is None else Page(self.block(place).rows, self._read(place))

    def block(self, place: int) -> Block:
        """Return what stands at a place of the index."""
        return Block(*(column[place].as_py() for column in self.columns))

    def _found(self, place: int, id: str) -> dict[str, Any] | None:
        table = self._read(place)
        ids = table[self.identifier]
        place = bisect_right(ids, id, key=_value) - 1
        if ids[place].as_py() != id:
            return None
        row: dict[str, Any] = table.slice(place, 1).to_pylist()[0]
        return row

    def _read(self, place: int) -> Any:
        import pyarrow as pa

        block = self.block(place)
        content = os.pread(self.descriptor, block.bytes, block.offset)
        if hashlib.sha256(content).hexdigest() != block.sha256:
            raise ArtifactError(f"{self.file.path}: a block is not what was recorded; {AGAIN}")
        # one block is too small for threads
        with pa.ipc.open_stream(content, options=pa.ipc.IpcReadOptions(use_threads=False)) as one:
            return one.read_all()


def _value(scalar: Any) -> str:
    value: str = scalar.as_py()
    return value


def _schema() -> Any:
    import pyarrow as pa

    types = {
        "run": pa.int32(),
        "key": pa.string(),
        "rows": pa.int64(),
        "offset": pa.int64(),
        "bytes": pa.int64(),
        "sha256": pa.string(),
    }
    return pa.schema(types)


def _written(table: Any) -> bytes:
    import pyarrow as pa

    rows = table.replace_schema_metadata().combine_chunks()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=options) as writer:
        writer.write_table(rows)
    content: bytes = sink.getvalue().to_pybytes()
    return content
