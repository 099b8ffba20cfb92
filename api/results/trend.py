"""The metrics of the last trainings of a data set; read again only after a new one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from api.snapshot.snapshot import Snapshot
from churn_platform.history.lookback import METRICS
from churn_platform.history.reader.wording import number
from churn_platform.history.records import Materialization
from churn_platform.history.storage.present import StorageError
from churn_platform.metadata import Meta

MAX: Final = 50
HEADLINES: Final = ("roc_auc", "brier", "ece")
Page = Callable[[str, int, int | None], list[Materialization]]
Point = Mapping[str, Mapping[str, float | None]]
"""One training: model -> headline metric -> value."""


@dataclass(frozen=True)
class _Read:
    newest: int | None = None
    points: tuple[Point, ...] = ()


class Trend:
    """Caches the headline metrics of the last trainings.

    Args:
        page: returns up to so many entries of an asset before an event id, newest first.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lock = Lock()
        self._read = _Read()

    def is_current(self, snapshot: Snapshot | None) -> bool:
        """Return whether nothing has to be read for this snapshot."""
        return _newest(snapshot) in (None, self._read.newest)

    def points(self, snapshot: Snapshot | None) -> tuple[Point, ...]:
        """Return the trainings up to the snapshot's newest, oldest first; may take long.

        If the storage cannot be read, the cached ones are returned.
        """
        newest = _newest(snapshot)
        if newest is None:
            return ()
        with self._lock:
            if newest != self._read.newest:
                try:
                    entries = _in_order(self._page(METRICS, MAX, newest + 1), snapshot)
                except StorageError:
                    return self._read.points
                entries = _of_this_data_set(entries, snapshot)
                points = [_point(each) for each in reversed(entries) if not each.unreadable]
                self._read = _Read(newest, tuple(points))
            return self._read.points


def history(points: tuple[Point, ...], model: str, metric: str) -> list[float | None]:
    """Return a metric of a model, oldest first; None where a training did not record it."""
    return [point.get(model, {}).get(metric) for point in points]


def _in_order(entries: list[Materialization], snapshot: Snapshot | None) -> list[Materialization]:
    """Return the entries, newest first; of a dated source the newest of each month or day."""
    current = snapshot.facts.partition if snapshot else None
    if current is None:
        return entries
    last: dict[str, Materialization] = {}
    for entry in entries:
        if entry.partition and entry.partition <= current:
            last.setdefault(entry.partition, entry)
    return [last[key] for key in sorted(last, reverse=True)]


def _of_this_data_set(
    entries: list[Materialization], snapshot: Snapshot | None
) -> list[Materialization]:
    """Return the results of this data set, and those that recorded no data set."""
    record = snapshot.facts.newest.get(METRICS) if snapshot else None
    ours = record.metadata.get(Meta.DATA_SET) if record else None
    if ours is None:
        return entries
    return [entry for entry in entries if entry.metadata.get(Meta.DATA_SET, ours) == ours]


def _newest(snapshot: Snapshot | None) -> int | None:
    if snapshot and snapshot.facts.measured is not None:
        return snapshot.facts.measured
    record = snapshot.facts.newest.get(METRICS) if snapshot else None
    return record.id if record else None


def _point(record: Materialization) -> Point:
    document = record.metadata.get(Meta.METRICS)
    models = document.get("models") if isinstance(document, dict) else None
    return {
        str(name): {metric: number(_entry(scores, metric)) for metric in HEADLINES}
        for name, scores in (models.items() if isinstance(models, dict) else ())
    }


def _entry(scores: Any, metric: str) -> Any:
    return scores.get(metric) if isinstance(scores, dict) else None
