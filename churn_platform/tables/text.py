"""The source's text on its way to the cleaning: spread so that equal ids are together."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from churn_platform.analysis.cleaning.identity import read_ids
from churn_platform.config.contracts.contract import Contract
from churn_platform.sources.formats.text import TextTable
from churn_platform.tables.shuffle import Spool

_KEY_BYTES = 64  # of an id: enough to tell buckets apart


class TextSpool:
    """The text of all rows, to be had in order and by customer id.

    Args:
        parts: of the source, in order, one at least.
        contract: of the table.
        folder: for files; it is the caller's to remove.
        maximum: rows that are worked on together.
    """

    def __init__(
        self, parts: Iterable[TextTable], contract: Contract, folder: Path, maximum: int
    ) -> None:
        self._spool = Spool(folder, maximum)
        for part in parts:
            self._names = list(part.frame.columns), list(part.others.columns)
            self._spool.add(_packed(part), _keys(part, contract))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._spool.rows

    def parts(self) -> Iterator[TextTable]:
        """Yield the text in the order of the source."""
        yield from map(self._unpacked, self._spool.parts())

    def buckets(self) -> Iterator[TextTable]:
        """Yield all rows with an id together: by rising ids, and as the source has them within."""
        yield from map(self._unpacked, self._spool.buckets())

    def _unpacked(self, table: pa.Table) -> TextTable:
        ours, others = self._names
        index = pd.Index(table["row"].to_numpy())
        columns = [pd.arrays.ArrowExtensionArray(column) for column in table.columns[1:]]
        frame = pd.DataFrame(dict(enumerate(columns)), index=index, copy=False)
        return TextTable(
            frame.iloc[:, : len(ours)].set_axis(ours, axis="columns"),
            frame.iloc[:, len(ours) :].set_axis(others, axis="columns"),
        )


def _packed(part: TextTable) -> pa.Table:
    frames = (part.frame, part.others)
    columns = [frame.iloc[:, place] for frame in frames for place in range(frame.shape[1])]
    arrays = [pa.array(column.array, pa.string()) for column in columns]
    names = [str(place) for place in range(len(arrays))]  # a header may stand there twice
    return pa.table([pa.array(part.frame.index), *arrays], ["row", *names])


def _keys(part: TextTable, contract: Contract) -> NDArray[Any]:
    """Return the beginning of each row's id, (n_rows,); in UTF-8, bytes sort as the text does."""
    ids = pa.array(read_ids(part.frame, contract).values, pa.string())
    beginning = pc.binary_slice(ids.cast(pa.binary()), 0, _KEY_BYTES)
    return np.asarray(beginning.to_numpy(zero_copy_only=False), dtype=f"S{_KEY_BYTES}")
