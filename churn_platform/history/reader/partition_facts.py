"""What the history says of the partitions of a dated source."""

from dataclasses import replace
from typing import Final

from churn_platform.catalog import CHAMPION
from churn_platform.history.event_log.results import last_id, newest_ids, results_of_events
from churn_platform.history.lookback import METRICS, RAW
from churn_platform.history.partition_log import Current, current_partition, partitions_of
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Materialization, PartitionFacts

_SHOWN: Final = ("clean_customers", METRICS, CHAMPION, "batch_drift")
_MAX: Final = 4_000
"""So many results are remembered at most, each of them a dozen numbers."""


def position(own: OwnEvents, length: int) -> tuple[Current, str | None, int | None]:
    """Return what is current, the newer partition that is not complete, the last metrics' event."""
    current = current_partition(own, length)
    newest = next(iter(partitions_of(own, RAW, length, None, 1)), None)
    newer = newest if current.key and newest and newest > current.key else None
    return current, newer, last_id(own, METRICS)


class Partitions:
    """Finds what each partition came to, and remembers the scalars of the results it has read."""

    def __init__(self) -> None:
        self._known: dict[int, Materialization] = {}

    def page(
        self, own: OwnEvents, length: int, limit: int, before: str | None
    ) -> list[PartitionFacts]:
        """Return up to so many partitions older than this one, the newest first."""
        keys = partitions_of(own, RAW, length, before, limit)
        ids = {key: newest_ids(own, key, (RAW, *_SHOWN)) for key in keys}
        wanted = {id for each in ids.values() for id in each.values()}
        read = results_of_events(own, wanted - set(self._known))
        if len(self._known) > _MAX:
            self._known = {}
        known = self._known | {one.id: _scalars(one) for one in read if not one.unreadable}
        self._known = known
        return [
            PartitionFacts(key, {asset: known[id] for asset, id in each.items() if id in known})
            for key, each in ids.items()
        ]


def _scalars(record: Materialization) -> Materialization:
    kept = {
        name: value
        for name, value in record.metadata.items()
        if isinstance(value, (int, float)) or (isinstance(value, str) and len(value) < 200)
    }
    return replace(record, metadata=kept)
