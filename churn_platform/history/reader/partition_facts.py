"""What the history says of the partitions of a dated source."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.history.lookback import METRICS, RAW
from churn_platform.history.partition_log import (
    Current,
    current_partition,
    event_up_to,
    events_of,
    last_id,
    newest_events,
    newest_ids,
    partitions_of,
)
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.reader.events import entry_of, key_of, records_in
from churn_platform.history.records import PartitionFacts, Record

_SHOWN: Final = ("clean_customers", METRICS, CHAMPION, "batch_drift")
_MAX: Final = 4_000
"""So many results are remembered at most, each of them a dozen numbers."""


def position(own: OwnEvents, length: int) -> tuple[Current, str | None, int | None]:
    """Return what is current, the newer partition that is not complete, the last metrics' event."""
    current = current_partition(own, length)
    newest = next(iter(partitions_of(own, RAW, length, None, 1)), None)
    newer = newest if current.key and newest and newest > current.key else None
    return current, newer, last_id(own, METRICS)


def latest_in(own: OwnEvents, partition: str | None) -> dict[str, Record | None]:
    """Return each asset's newest result in the partition; None for what cannot be read.

    What is computed on demand is that of the last partition up to this one.
    """
    if partition is None:
        return {}
    lasting = [key for key, asset in ASSETS.items() if asset.on_demand]
    last = (event_up_to(own, partition, key) for key in lasting)
    newest = newest_events(own, set(ASSETS) - set(lasting), partition)
    return records_in([*newest, *filter(None, last)])


class Partitions:
    """Finds what each partition came to, and remembers the scalars of the results it has read."""

    def __init__(self) -> None:
        self._known: dict[int, Record] = {}

    def page(
        self, own: OwnEvents, length: int, limit: int, before: str | None
    ) -> list[PartitionFacts]:
        """Return up to so many partitions older than this one, the newest first."""
        keys = partitions_of(own, RAW, length, before, limit)
        ids = {key: newest_ids(own, key, (RAW, *_SHOWN)) for key in keys}
        wanted = {id for each in ids.values() for id in each.values()}
        read = _read(own, wanted - set(self._known))
        if len(self._known) > _MAX:
            self._known = {}
        known = self._known | {id: _scalars(record) for id, record in read.items()}
        self._known = known
        return [
            PartitionFacts(key, {asset: known[id] for asset, id in each.items() if id in known})
            for key, each in ids.items()
        ]


def _scalars(record: Record) -> Record:
    kept = {
        name: value
        for name, value in record.metadata.items()
        if isinstance(value, (int, float)) or (isinstance(value, str) and len(value) < 200)
    }
    return replace(record, metadata=kept)


def _read(own: OwnEvents, ids: Collection[int]) -> dict[int, Record]:
    rows = own.execute(events_of(list(ids))) if ids else ()
    entries = ((row.id, entry_of(key_of(row), row)) for row in rows)
    return {id: entry for id, entry in entries if isinstance(entry, Record)}
