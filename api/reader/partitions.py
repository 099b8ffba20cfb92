"""What the history says of the partitions of a dated source."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import dagster as dg
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster_shared.serdes import deserialize_value
from sqlalchemy import Connection, select

from api.lookback import METRICS, RAW
from api.reader.events import UNREADABLE
from api.records import PartitionFacts, Record
from api.translate import record_of
from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.partition_log import (
    Current,
    current_partition,
    id_up_to,
    last_id,
    newest_ids,
    partitions_of,
)

_SHOWN: Final = ("clean_customers", METRICS, CHAMPION, "batch_drift")
_MOST: Final = 4_000
"""So many results are remembered at most, each of them a dozen numbers."""


def position(instance: dg.DagsterInstance, length: int) -> tuple[Current, str | None, int | None]:
    """Return what is current, the newer partition that is not complete, the last metrics' event."""
    with _connection(instance) as connection:
        current = current_partition(connection, length)
        newest = next(iter(partitions_of(connection, RAW, length, None, 1)), None)
        newer = newest if current.key and newest and newest > current.key else None
        return current, newer, last_id(connection, METRICS)


def latest_in(instance: dg.DagsterInstance, partition: str | None) -> dict[str, Record | None]:
    """Return each asset's newest result in the partition; None for what cannot be read.

    What is computed on demand is that of the last partition up to this one.
    """
    if partition is None:
        return {}
    lasting = [key for key, asset in ASSETS.items() if asset.on_demand]
    with _connection(instance) as connection:
        ids = newest_ids(connection, partition, set(ASSETS) - set(lasting))
        last = {key: id_up_to(connection, partition, key) for key in lasting}
        ids |= {key: id for key, id in last.items() if id is not None}
        records = _read(connection, ids.values())
    return {key: records.get(id) for key, id in ids.items()}


class Partitions:
    """Finds what each partition came to, and remembers the scalars of the results it has read."""

    def __init__(self) -> None:
        self._known: dict[int, Record] = {}

    def page(
        self, instance: dg.DagsterInstance, length: int, limit: int, before: str | None
    ) -> list[PartitionFacts]:
        """Return up to so many partitions older than this one, the newest first."""
        with _connection(instance) as connection:
            keys = partitions_of(connection, RAW, length, before, limit)
            ids = {key: newest_ids(connection, key, (RAW, *_SHOWN)) for key in keys}
            wanted = {id for each in ids.values() for id in each.values()}
            read = _read(connection, wanted - set(self._known))
        if len(self._known) > _MOST:
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


def _read(connection: Connection, ids: Iterable[int]) -> dict[int, Record]:
    columns = SqlEventLogStorageTable.c
    query = select(columns.id, columns.event).where(columns.id.in_(list(ids)))
    found: dict[int, Record] = {}
    for row in connection.execute(query):
        try:
            entry = deserialize_value(row.event, dg.EventLogEntry)
            key = entry.dagster_event.asset_key.to_user_string()  # type: ignore[union-attr]
            found[row.id] = record_of(key, dg.EventLogRecord(row.id, entry))
        except (*UNREADABLE, AttributeError):
            continue
    return found


def _connection(instance: dg.DagsterInstance) -> Any:
    storage: Any = instance.event_log_storage
    return storage.index_connection()
