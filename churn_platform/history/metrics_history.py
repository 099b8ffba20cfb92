"""The history of the metrics: what events say, and where they have gone, the model history."""

import logging
from collections.abc import Callable, Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, Final

from churn_platform.history.lookback import METRICS, Page
from churn_platform.history.model_history import BASELINE, FILE, HistoryError, documents
from churn_platform.history.model_history_index import History, Kept
from churn_platform.history.paging import Position, microseconds
from churn_platform.history.records import Entry, Record
from churn_platform.metadata import Meta

_log = logging.getLogger("churn.api")
_EVERYTHING: Final = Position()


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
        self._page, self._present, self._history = page, present, History(data_dir / FILE)

    def page(self, limit: int, after: Position = _EVERYTHING) -> list[Entry]:
        """Return up to `limit` entries that follow a position.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        events = self._page(METRICS, limit, after.event)
        # behind the last event of a full page nothing is wanted yet
        until = microseconds(events[-1].time) if len(events) == limit else None
        with closing(self._past(after.moment, until)) as past:
            both = merge(events, past, key=lambda one: one.time, reverse=True)
            return list(islice(both, limit))

    def recent(self, _key: str, limit: int, before: int | None) -> list[Entry]:
        """Return the same for `Trend`, which asks by the id of an event."""
        return self.page(limit, Position(before))

    def forgotten(self, run_id: str) -> dict[str, Record]:
        """Return what is remembered of a run whose events are gone: the metrics, the models."""
        kept = self._history.of_run(run_id)
        if kept is None or not self._gone([kept]):
            return {}
        return _results(kept)

    def _past(self, before: int | None, until: int | None) -> Generator[Record]:
        """Yield what no event tells any more; a wiped asset has no past."""
        with closing(self._history.parts(before, until)) as parts:
            for part in parts:
                gone = self._gone(part)
                yield from (found[METRICS] for kept in gone if (found := _results(kept)))

    def _gone(self, part: list[Kept]) -> list[Kept]:
        present = self._present(METRICS, [kept.version for kept in part])
        wiped = None if present.wiped is None else microseconds(present.wiped)
        return [
            kept
            for kept in part
            if kept.version not in present.versions and (wiped is None or kept.moment > wiped)
        ]


def _results(kept: Kept) -> dict[str, Record]:
    """Return a remembered document and its models as results; {} if they cannot be read."""
    try:
        rows = kept.read()
    except HistoryError as error:
        _log.warning("The model history cannot be read: %s", error)
        return {}
    ((one, document),) = documents(rows)
    found = {}
    for row in rows:
        key = METRICS if row.model == BASELINE else f"{row.model}_model"
        metadata: dict[str, Any] = {Meta.INPUTS: {"code": row.code_version}}
        metadata |= {Meta.DATA_SET: row.data_set} if row.data_set else {}
        metadata |= {Meta.METRICS: document} if key == METRICS else {}
        found[key] = Record(
            key=key,
            id=0,
            run_id=one.run_id,
            time=one.last_seen,
            data_version=one.version if key == METRICS else row.model_version,
            metadata=metadata,
            from_history=True,
        )
    return found
