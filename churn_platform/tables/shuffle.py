"""A table in the order of a key, however large: rows are spread over files that fit in memory.

The key's quantiles, taken from a sample, part the rows into buckets, and each bucket is put in
order by itself (sample sort; Frazer and McKellar, 1970).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Keys = NDArray[Any]
MAX_BUCKETS = 256
"""As many files are open at a time."""
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")
_SAMPLED = 32  # one key in so many decides where the buckets are cut
_TOGETHER = 262_144


class Spool:
    """Takes tables with a key for each row, in memory if they are few, else in files.

    Args:
        folder: gets the files; it is the caller's to remove.
        maximum: rows that are worked on together.
    """

    def __init__(self, folder: Path, maximum: int) -> None:
        self._folder, self._maximum = folder, maximum
        self._few: list[tuple[pa.Table, Keys]] = []
        self._samples: list[Keys] = []
        self._stack = ExitStack()
        self._writer: Any = None
        self.rows = 0

    def add(self, table: pa.Table, keys: Keys) -> None:
        """Add rows, all tables being of one schema, with their keys, (n_rows,)."""
        self.rows += len(table)
        self._few.append((table, keys))
        if self.rows > self._maximum:
            self._store()

    def parts(self) -> Iterator[pa.Table]:
        """Yield the rows as they came."""
        if self._writer is None:
            yield from (table for table, _ in self._few)
        else:
            yield from (table for table, _ in self._stored())

    def buckets(self, *, keep: bool = False) -> Iterator[pa.Table]:
        """Yield the rows by rising buckets of keys, and within a bucket as they came; once.

        To `keep` the rows means that `parts` can be asked for afterwards.

        Rows of equal keys are in one bucket. A bucket has about as many rows as are worked on
        together, or more where there would be more than 256 of them.
        """
        if self._writer is None:
            if self._few:
                yield pa.concat_tables(table for table, _ in self._few)
            return
        cuts = cuts_of(np.concatenate(self._samples), self.rows, self._maximum)
        with _Buckets(self._folder, cuts) as buckets:
            for table, keys in self._stored():
                buckets.add(table, keys)
            if not keep:
                (self._folder / "spool.arrow").unlink()
            yield from buckets.each()

    def _store(self) -> None:
        for table, keys in self._few:
            keyed = table.append_column("key", pa.array(keys))
            if self._writer is None:
                path = self._folder / "spool.arrow"
                self._writer = self._stack.enter_context(
                    pa.ipc.new_file(path, keyed.schema, options=_COMPRESSED)
                )
            self._samples.append(keys[::_SAMPLED])
            self._writer.write_table(keyed)
        self._few = []

    def _stored(self) -> Iterator[tuple[pa.Table, Keys]]:
        self._stack.close()
        with pa.ipc.open_file(self._folder / "spool.arrow") as file:
            for number in range(file.num_record_batches):
                table = pa.Table.from_batches([file.get_batch(number)])
                keys = table["key"].to_numpy()
                yield table.drop_columns("key"), keys


def cuts_of(sample: Keys, rows: int, maximum: int) -> Keys:
    """Return the keys that part the rows into buckets of about `maximum` rows, in rising order.

    Args:
        sample: keys of some rows, evenly taken, (n_sample,).
        rows: how many rows there are.
        maximum: rows of a bucket.
    """
    buckets = min(-(-rows // maximum), MAX_BUCKETS)
    ordered = np.sort(sample)
    places = np.arange(1, buckets) * len(ordered) // buckets
    return np.unique(ordered[places])


class _Buckets:
    """Spreads rows over files; a row goes behind the cuts that are not above its key."""

    def __init__(self, folder: Path, cuts: Keys) -> None:
        self._folder, self._cuts = folder, cuts
        self._stack, self._writers = ExitStack(), dict[int, Any]()
        self._waiting: list[tuple[pa.Table, NDArray[np.intp]]] = []

    def __enter__(self) -> "_Buckets":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, table: pa.Table, keys: Keys) -> None:
        self._waiting.append((table, np.searchsorted(self._cuts, keys, side="right")))
        if sum(len(table) for table, _ in self._waiting) >= _TOGETHER:
            self._spread()

    def each(self) -> Iterator[pa.Table]:
        self._spread()
        self._stack.close()
        for bucket in sorted(self._writers):
            with pa.ipc.open_file(self._path(bucket)) as file:
                table = file.read_all()
            self._path(bucket).unlink()
            yield table

    def _spread(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(table for table, _ in self._waiting)
        buckets = np.concatenate([buckets for _, buckets in self._waiting])
        self._waiting = []
        order = np.argsort(buckets, kind="stable")
        table, found = table.take(pa.array(order)), buckets[order]
        starts = np.flatnonzero(np.diff(found, prepend=-1)).tolist()
        for start, stop in zip(starts, [*starts[1:], len(found)], strict=True):
            self._writer(int(found[start]), table.schema).write(table.slice(start, stop - start))

    def _writer(self, bucket: int, schema: pa.Schema) -> Any:
        if bucket not in self._writers:
            self._writers[bucket] = self._stack.enter_context(
                pa.ipc.new_file(self._path(bucket), schema, options=_COMPRESSED)
            )
        return self._writers[bucket]

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket}.arrow"
