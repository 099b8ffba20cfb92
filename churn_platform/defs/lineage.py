"""What the event log says of each asset's results: the newest, those before, and their inputs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.base import AssetEntry
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster_shared.serdes import deserialize_value
from sqlalchemy import Connection, select

from churn_platform.catalog import ASSETS
from churn_platform.defs.retention.tables import connected
from churn_platform.metadata import Meta, Tag
from churn_platform.partition_log import id_up_to, newest_ids
from churn_platform.settings import get_contract

_PAGE = 100


@dataclass(frozen=True)
class Produced:
    """One materialization as later steps need it."""

    key: str
    data_version: str
    source_version: str
    files: list[dict[str, Any]]
    inputs: dict[str, Any]
    metadata: dict[str, Any]
    partition: str | None = None


def newest(instance: dg.DagsterInstance, key: str, partition: str | None = None) -> Produced | None:
    """Return the newest materialization of an asset, or None; see `newest_of`."""
    return newest_of(instance, [key], partition).get(key)


def newest_of(
    instance: dg.DagsterInstance, keys: Iterable[str], partition: str | None = None
) -> dict[str, Produced]:
    """Return the newest materialization of each of the assets that has one, by one query.

    Of a dated source those of the partition. What is computed on demand holds for the partitions
    after it as well, until it is computed again.
    """
    if partition is not None:
        with connected(instance.event_log_storage) as connection:
            ids = newest_ids(connection, partition, wanted := list(keys))
            last = {key: id_up_to(connection, partition, key) for key in wanted if _lasts(key)}
            events = _events(connection, [*ids.values(), *filter(None, last.values())])
        return {one.key: one for one in events}
    records = instance.get_asset_records([dg.AssetKey(key) for key in keys])
    found = (_produced(record.asset_entry) for record in records)
    return {one.key: one for one in found if one}


def before_of(
    instance: dg.DagsterInstance, key: str, partition: str, strictly: bool = False
) -> Produced | None:
    """Return an asset's newest result of the last partition up to this one, in their order.

    So results of later months are never what an earlier month is compared with, whatever the order
    in which the months were computed. `strictly` leaves out this partition itself.
    """
    with connected(instance.event_log_storage) as connection:
        found = id_up_to(connection, partition, key, strictly)
        return next(iter(_events(connection, [found] if found else [])), None)


def _lasts(key: str) -> bool:
    return key in ASSETS and ASSETS[key].on_demand


def _events(connection: Connection, ids: list[int]) -> list[Produced]:
    columns = SqlEventLogStorageTable.c
    query = select(columns.event).where(columns.id.in_(ids))
    entries = (
        deserialize_value(text, dg.EventLogEntry) for text in connection.execute(query).scalars()
    )
    found = (_of_entry(entry) for entry in entries)
    return [one for one in found if one]


def _of_entry(entry: dg.EventLogEntry) -> Produced | None:
    event = entry.asset_materialization
    return event and _of_event(event.asset_key.to_user_string(), event)


def history_of(
    instance: dg.DagsterInstance, key: str, up_to: str | None = None
) -> Iterator[Produced]:
    """Yield the materializations of an asset, newest first; none of a later partition than this."""
    cursor: str | None = None
    while True:
        page = instance.fetch_materializations(dg.AssetKey(key), limit=_PAGE, cursor=cursor)
        for record in page.records:
            found = _of_event(key, record.asset_materialization)
            if found and (up_to is None or (found.partition or up_to) <= up_to):
                yield found
        if not page.has_more:
            return
        cursor = page.cursor


def _produced(asset: AssetEntry) -> Produced | None:
    entry = asset.last_materialization
    event = entry.asset_materialization if entry else None
    return _of_event(asset.asset_key.to_user_string(), event)


def _of_event(key: str, event: dg.AssetMaterialization | None) -> Produced | None:
    if event is None or Meta.FILES not in event.metadata:
        return None
    metadata: dict[str, Any] = {name: value.value for name, value in event.metadata.items()}
    return Produced(
        key,
        (event.tags or {}).get(Tag.DATA_VERSION, ""),
        str(metadata[Meta.SOURCE_VERSION]),
        metadata[Meta.FILES],
        metadata[Meta.INPUTS],
        metadata,
        event.partition,
    )


def require(instance: dg.DagsterInstance, key: str, partition: str | None = None) -> Produced:
    """Return the newest materialization of an asset, or fail saying what to do."""
    found = newest(instance, key, partition)
    if found is None:
        raise dg.Failure(f"{key} was never materialized; materialize it first", allow_retries=False)
    return found


def inputs_of(key: str, config: dict[str, Any], upstream: dict[str, str]) -> dict[str, Any]:
    """Return what goes into an asset's result, as its materialization records it."""
    return {
        "code": ASSETS[key].code_version,
        "contract": get_contract().version,
        "upstream": upstream,
        "config": config,
        "libraries": libraries_of(key),
    }


def libraries_of(key: str) -> dict[str, str]:
    """Return the installed versions of the libraries that decide what an asset's result is."""
    return {name: _version(name) for name in ASSETS[key].libraries}


@lru_cache
def _version(library: str) -> str:
    return version(library)
