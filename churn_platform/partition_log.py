"""What the event log says of partitions: which is current, and which events are its newest.

One place for both halves, so that the names for people and the API always show the same partition.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Select, column, distinct, func, select, table

from churn_platform.catalog import KEPT_UP

MATERIALIZED: Final = "ASSET_MATERIALIZATION"
_PLANNED: Final = "ASSET_MATERIALIZATION_PLANNED"
# Dagster's tables, as far as they are read here
_events = table(
    "event_logs",
    column("id"),
    column("run_id"),
    column("asset_key"),
    column("dagster_event_type"),
    column("partition"),
    column("timestamp", DateTime),
).c
_assets = table("asset_keys", column("asset_key"), column("wipe_timestamp", DateTime)).c
_Ids = dict[str, int]
"""Asset -> id of an event."""


@dataclass(frozen=True)
class Current:
    """The partition that is shown: the newest of which there is a result of every asset.

    As long as none is complete it is the newest that has any result, and not `complete`.
    """

    key: str | None = None
    complete: bool = False

    def gives_way_to(self, key: str) -> bool:
        """Whether this partition's results are shown as soon as they are there."""
        return key == self.key or (not self.complete and key > (self.key or ""))


def current_partition(connection: Connection, key_length: int) -> Current:
    """Return the partition that is shown.

    Args:
        connection: to the index of the event log.
        key_length: of the keys; others were made while the source was extracted otherwise.
    """
    ours = _materialized(KEPT_UP).where(func.length(_events.partition) == key_length)
    newest = ours.with_only_columns(_events.partition).group_by(_events.partition)
    newest = newest.order_by(_events.partition.desc()).limit(1)
    whole = newest.having(func.count(distinct(_events.asset_key)) == len(KEPT_UP))
    complete = connection.execute(whole).scalar()
    return Current(complete or connection.execute(newest).scalar(), complete is not None)


def partitions_of(
    connection: Connection, asset: str, key_length: int, before: str | None, most: int
) -> list[str]:
    """Return up to so many partitions that the asset has results of, the newest first.

    Args:
        connection: to the index of the event log.
        asset: its key.
        key_length: of the partitions' keys.
        before: only partitions older than this one.
        most: how many.
    """
    found = _materialized([asset]).where(func.length(_events.partition) == key_length)
    if before is not None:
        found = found.where(_events.partition < before)
    keys = found.with_only_columns(_events.partition).group_by(_events.partition)
    newest = keys.order_by(_events.partition.desc()).limit(most)
    return [str(key) for key in connection.execute(newest).scalars()]


def newest_ids(connection: Connection, partition: str, assets: Collection[str]) -> _Ids:
    """Return the newest result of each of the assets that has one in the partition."""
    found = _materialized(assets).where(_events.partition == partition)
    return _by_asset(connection, found)


def id_up_to(
    connection: Connection, partition: str, asset: str, strictly: bool = False
) -> int | None:
    """Return the asset's newest result of the last partition up to this one, in their order.

    Args:
        connection: to the index of the event log.
        partition: its key.
        asset: the asset's key.
        strictly: whether only earlier partitions count.
    """
    found = _materialized([asset]).where(func.length(_events.partition) == len(partition))
    until = _events.partition < partition if strictly else _events.partition <= partition
    newest = found.where(until).order_by(_events.partition.desc(), _events.id.desc()).limit(1)
    return connection.execute(newest).scalar()


def last_id(connection: Connection, asset: str) -> int | None:
    """Return the asset's last result of any partition."""
    found = _materialized([asset]).with_only_columns(func.max(_events.id))
    return connection.execute(found).scalar()


def runs_of(partition: str) -> Select[Any]:
    """Return the query for the ids of the runs that were to make results of the partition."""
    return (
        select(_events.run_id)
        .where(_events.dagster_event_type.in_((_PLANNED, MATERIALIZED)))
        .where(_events.asset_key.in_(map(_text, KEPT_UP)), _events.partition == partition)
        .distinct()
    )


def _materialized(assets: Iterable[str]) -> Select[Any]:
    """Return the query for the results of these assets that nobody wiped."""
    texts = [_text(asset) for asset in assets]
    wiped = select(_assets.wipe_timestamp).where(_assets.asset_key == _events.asset_key)
    long_ago = datetime(1970, 1, 1)
    return (
        select(_events.id)
        .where(_events.asset_key.in_(texts), _events.dagster_event_type == MATERIALIZED)
        .where(_events.partition.is_not(None))
        .where(_events.timestamp > func.coalesce(wiped.scalar_subquery(), long_ago))
    )


def _by_asset(connection: Connection, found: Select[Any]) -> _Ids:
    newest = found.with_only_columns(_events.asset_key, func.max(_events.id).label("id"))
    rows = connection.execute(newest.group_by(_events.asset_key))
    return {json.loads(row.asset_key)[0]: int(row.id) for row in rows}


def _text(asset: str) -> str:
    """Return an asset's key as Dagster's columns hold it."""
    return json.dumps([asset])
