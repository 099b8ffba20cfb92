"""Recorded Parquet tables in memory; each is checked and read once."""

import io
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final

from api.middleware.problems import ModelUnavailable
from api.serving.verification import recorded_bytes
from churn_platform.storage.artifacts import AGAIN, PublishedFile

_MAX_TABLES: Final = 4


@dataclass(frozen=True)
class CustomerTable:
    """A table of customers and the place of each id."""

    table: Any
    identifier: str

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Row by id."""
        ids = self.table.column(self.identifier).to_pylist()
        return {str(id): place for place, id in enumerate(ids)}

    def row(self, id: str) -> dict[str, Any] | None:
        """Return a customer's row with NaN as None, or None for an id that is not there."""
        place = self.places.get(id)
        return None if place is None else self.rows(place, 1)[0]

    def rows(self, start: int, count: int) -> list[dict[str, Any]]:
        """Return rows with NaN as None."""
        return [
            {name: _plain(value) for name, value in row.items()}
            for row in self.table.slice(start, count).to_pylist()
        ]


class Tables:
    """The last few tables, by the hash of their content."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], CustomerTable] = OrderedDict()

    def get(self, file: PublishedFile, identifier: str) -> CustomerTable:
        """Return a recorded Parquet table; may take long.

        Raises:
            ModelUnavailable: the file is gone, is not the recorded one, or is no table.
        """
        key = (file.sha256, identifier)
        with self._lock:
            if key not in self._kept:
                content = recorded_bytes(self._data_dir, file)
                self._kept[key] = CustomerTable(_table(content, file), identifier)
            self._kept.move_to_end(key)
            while len(self._kept) > _MAX_TABLES:
                self._kept.popitem(last=False)
            return self._kept[key]


def _table(content: bytes, file: PublishedFile) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError):
        raise ModelUnavailable(f"The file {file.id} is no table; {AGAIN}.") from None


def where(table: Any, name: str, value: str) -> Any:
    """Return the rows of an Arrow table whose column has this value as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return table.filter(pc.equal(pc.cast(table.column(name), pa.string()), value))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
