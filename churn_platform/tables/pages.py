"""The customers most at risk of each band and segment, stored as the API answers with them."""

from collections import Counter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from churn_platform.catalog import LONGEST_PAGE, SEGMENT_PREFIX, page_key
from churn_platform.storage.lookup import LookupWriter, Page

_ALL: Final = page_key(None, None, None)
_Coded = tuple[list[Any], NDArray[np.int64]]
"""Values, and for each row the place of its own among them; -1 where it has none."""


class Pages:
    """Counts the customers of each filter that the API knows, and keeps the first of them."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()
        self._first: dict[str, pa.Table] = {}

    def add(self, scores: pa.Table) -> None:
        """Add scores, most at risk first, and behind those that were added before."""
        self._first.setdefault(_ALL, scores.slice(0, 0))
        everyone: _Coded = [None], np.zeros(len(scores), dtype=np.int64)
        bands = _coded(scores["risk_band"])
        segments = [name for name in scores.column_names if name.startswith(SEGMENT_PREFIX)]
        for name in (None, *segments):
            labels = everyone if name is None else _coded(scores[name])
            self._note(scores, everyone, name, labels)
            self._note(scores, bands, name, labels)

    def write(self, lookup: LookupWriter) -> None:
        """Write a page for each filter that finds somebody, and the one for no filter."""
        for key, rows in self._first.items():
            lookup.add_page(key, Page(self._totals[key], rows))

    def _note(self, scores: pa.Table, bands: _Coded, column: str | None, labels: _Coded) -> None:
        names = [(band, label) for band in bands[0] for label in labels[0]]
        cells = np.where(labels[1] < 0, -1, bands[1] * len(labels[0]) + labels[1])
        counts = np.bincount(cells[cells >= 0], minlength=len(names)).tolist()
        for cell, count in enumerate(counts):
            if count:
                band, label = names[cell]
                key = page_key(band, column, label)
                self._totals[key] += count
                known = self._first.get(key, scores.slice(0, 0))
                if len(known) < LONGEST_PAGE:
                    places = np.flatnonzero(cells == cell)[: LONGEST_PAGE - len(known)]
                    self._first[key] = pa.concat_tables([known, scores.take(pa.array(places))])


def _coded(column: pa.ChunkedArray) -> _Coded:
    coded = pc.dictionary_encode(column.cast(pa.string()).combine_chunks())
    if isinstance(coded, pa.ChunkedArray):  # of several chunks, or of none
        coded = coded.unify_dictionaries().combine_chunks()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return coded.dictionary.to_pylist(), codes.astype(np.int64)
