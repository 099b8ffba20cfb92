"""The history of the metrics: what events say, and where they have gone, the model history."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from api.lookback import METRICS, Page
from api.paging import Position
from api.records import Entry, Record
from churn_platform.metadata import Meta
from churn_platform.model_history import FILE, HistoryError, Remembered, documents, read_history

_log = logging.getLogger("churn.api")
_EVERYTHING: Final = Position()
_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Present:
    """What is left of the events of an asset: which data versions, and since which wipe."""

    versions: Collection[str] = ()
    wiped: datetime | None = None


class ModelRuns:
    """Pages of metrics, newest first: of events, and of what the maintenance wrote down of others.

    Args:
        page: returns up to so many entries of an asset before an event id, newest first.
        present: tells which of these data versions of an asset still have an event.
        data_dir: where the model history lies.
    """

    def __init__(
        self, page: Page, present: Callable[[str, Collection[str]], Present], data_dir: Path
    ) -> None:
        self._page, self._present, self._path = page, present, data_dir / FILE
        self._lock = Lock()
        self._stamp: _Stamp | None = None
        self._known: list[Record] = []

    def page(self, limit: int, after: Position = _EVERYTHING) -> list[Entry]:
        """Return up to `limit` entries that follow a position.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        events = self._page(METRICS, limit, after.event)
        past = [record for record in self._past() if after.precedes(record)]
        return list(islice(merge(events, past, key=lambda one: one.time, reverse=True), limit))

    def recent(self, _key: str, limit: int, before: int | None) -> list[Entry]:
        """Return the same for `Trend`, which asks by the id of an event."""
        return self.page(limit, Position(before))

    def _past(self) -> list[Record]:
        """Return what no event tells any more; a wiped asset has no past."""
        known = self._read()
        if not known:
            return []
        present = self._present(METRICS, [str(record.data_version) for record in known])
        return [
            record
            for record in known
            if record.data_version not in present.versions
            and (present.wiped is None or record.time > present.wiped)
        ]

    def _read(self) -> list[Record]:
        with self._lock:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._known, self._stamp = _records(self._path), stamp
            return self._known


def _stamp(path: Path) -> _Stamp | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _records(path: Path) -> list[Record]:
    """Return the remembered documents, newest first."""
    try:
        found = [_record(row, document) for row, document in documents(read_history(path))]
    except (HistoryError, OSError) as error:
        _log.warning("The model history cannot be read: %s", error)
        return []
    return sorted(found, key=lambda record: record.time, reverse=True)


def _record(row: Remembered, document: dict[str, object]) -> Record:
    return Record(
        key=METRICS,
        id=0,
        run_id=row.run_id,
        time=row.last_seen,
        data_version=row.version,
        metadata={Meta.METRICS: document},
        from_history=True,
    )
