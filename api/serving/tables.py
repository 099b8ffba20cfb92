"""Recorded tables of customers, read a block at a time; each block is verified when it is read."""

import logging
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from api.middleware.problems import ModelUnavailable
from api.serving.recent import Recent
from api.serving.verification import as_recorded
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import LOOKED_UP
from churn_platform.history.records import Materialization
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.lookup import INDEX, Lookup, Page

_MAX_TABLES: Final = 2 * len(LOOKED_UP)
_MAX_PAGES: Final = 128
_log = logging.getLogger("churn.api")


@dataclass(frozen=True)
class CustomerTable:
    """A table of customers."""

    lookup: Lookup

    def row(self, id: str) -> dict[str, Any] | None:
        """Return a customer's row with NaN as None, or None for an id that is not there.

        Raises:
            ModelUnavailable: the file is gone, or is not the recorded one.
        """
        with as_recorded(self.lookup.file):
            row = self.lookup.row(id)
        return row and {name: _plain(value) for name, value in row.items()}

    def page(self, key: str) -> Page | None:
        """Return a page, see `catalog.page_key`, or None if it finds nobody or is unknown.

        Raises:
            ModelUnavailable: the file is gone, or is not the recorded one.
        """
        with as_recorded(self.lookup.file):
            return self.lookup.page(key)


def plain_rows(table: Any) -> list[dict[str, Any]]:
    """Return the rows of an Arrow table with NaN as None."""
    import pyarrow as pa

    numbers = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        row |= {name: None for name in numbers if _plain(row[name]) is None}
    return rows


class Tables:
    """The indexes of the last few tables, by their content.

    Attributes:
        pages: the last few answers with a page of the scores, as JSON.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._indexes: Recent[str, CustomerTable] = Recent(_MAX_TABLES)
        self.pages: Recent[Hashable, bytes] = Recent(_MAX_PAGES)

    def get(self, record: Materialization) -> CustomerTable:
        """Return a recorded table that can be looked up.

        Raises:
            ModelUnavailable: the lookup is gone, is not the recorded one, or was never made.
        """
        file = next((file for file in record.files if file.id.endswith(INDEX)), None)
        if file is None:
            raise ModelUnavailable(
                f"The newest {record.key} was recorded by a version whose customers cannot be"
                f" looked up; the next run renews it."
            )
        return self._indexes.get(file.sha256, partial(self._read, file, record.files))

    def _read(self, index: PublishedFile, files: Sequence[PublishedFile]) -> CustomerTable:
        with as_recorded(index):
            return CustomerTable(Lookup.of(self._data_dir, files))

    def load(self, snapshot: Snapshot) -> None:
        """Load the indexes of a snapshot before it is answered from; a request says what failed."""
        for key in LOOKED_UP:
            record = snapshot.facts.newest.get(key)
            if record is not None:
                try:
                    self.get(record)
                except ModelUnavailable as error:
                    _log.info("The customers of %s cannot be looked up: %s", key, error)
                except Exception:
                    _log.exception("The customers of %s cannot be looked up", key)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
