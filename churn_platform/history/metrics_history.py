"""The history of the metrics: what events say, and where they have gone, the model history."""

import logging
from collections.abc import Callable, Collection, Generator
from contextlib import closing
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, Final

from churn_platform.history.event_log.results import Present
from churn_platform.history.lookback import METRICS, Page
from churn_platform.history.model_history import BASELINE, FILE, HistoryError, HistoryRow
from churn_platform.history.model_history_index import History, Kept
from churn_platform.history.paging import Position, microseconds
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta

_log = logging.getLogger("churn.api")
_EVERYTHING: Final = Position()


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

    def page(self, limit: int, after: Position = _EVERYTHING) -> list[Materialization]:
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

    def recent(self, _key: str, limit: int, before: int | None) -> list[Materialization]:
        """Return the same for `Trend`, which asks by the id of an event."""
        return self.page(limit, Position(before))

    def forgotten(self, run_id: str) -> dict[str, Materialization]:
        """Return what is remembered of a run whose events are gone: the metrics, the models."""
        kept = self._history.of_run(run_id)
        if kept is None or not self._gone([kept]):
            return {}
        return _results(kept)

    def _past(self, before: int | None, until: int | None) -> Generator[Materialization]:
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


def _results(kept: Kept) -> dict[str, Materialization]:
    """Return a remembered document and its models as results; {} if they cannot be read."""
    try:
        rows = kept.read()
    except HistoryError as error:
        _log.warning("The model history cannot be read: %s", error)
        return {}
    one, document, found = rows[0], document_of(rows), {}
    for row in rows:
        key = METRICS if row.model == BASELINE else f"{row.model}_model"
        metadata: dict[str, Any] = {Meta.INPUTS: {"code": row.code_version}}
        metadata |= {Meta.DATA_SET: row.data_set} if row.data_set else {}
        metadata |= {Meta.METRICS: document} if key == METRICS else {}
        found[key] = Materialization(
            key=key,
            id=0,
            run_id=one.run_id,
            time=one.last_seen,
            data_version=one.version if key == METRICS else row.model_version,
            metadata=metadata,
            from_history=True,
        )
    return found


def document_of(rows: list[HistoryRow]) -> dict[str, Any]:
    """Return what is left of a metrics document, of which these are all rows."""
    one = rows[0]
    scores = {row.model: _scores(row) for row in rows}
    return {
        "data_version": one.data_version,
        "train_rows": one.train_rows,
        "test_rows": one.test_rows,
        "churn_rate": one.churn_rate,
        "baseline": scores.pop(BASELINE, None),
        "models": scores,
    }


def _scores(row: HistoryRow) -> dict[str, Any]:
    version = {"model_version": row.model_version} if row.model_version else {}
    return {**row.scores, "confusion_matrix": row.cells, **version}
