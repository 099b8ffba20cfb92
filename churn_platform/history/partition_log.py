"""What the event log says of partitions: which is current, and which events are its newest.

One place for both halves, so that the stable paths and the API always show the same partition.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import DateTime, Row, Select, column, distinct, func, select, table

from churn_platform.catalog import ASSETS, KEPT_UP, LEADING
from churn_platform.history.provenance import OwnEvents, text_of, texts_of

MATERIALIZED: Final = "ASSET_MATERIALIZATION"
OBSERVED: Final = "ASSET_OBSERVATION"
_PLANNED: Final = "ASSET_MATERIALIZATION_PLANNED"
_LONG_AGO: Final = datetime(1970, 1, 1)
# Dagster's tables, as far as they are read here
_log = table(
    "event_logs",
    column("id"),
    column("run_id"),
    column("event"),
    column("asset_key"),
    column("dagster_event_type"),
    column("partition"),
    column("step_key"),
    column("timestamp", DateTime),
)
_events = _log.c
_assets = table("asset_keys", column("asset_key"), column("wipe_timestamp", DateTime)).c
_KEYS: Final = {text_of(asset): asset for asset in ASSETS}


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


def current_partition(own: OwnEvents, key_length: int) -> Current:
    """Return the partition that is shown.

    Args:
        own: the events that count.
        key_length: of the keys; others were made while the source was extracted otherwise.
    """

    def runs(is_complete: bool) -> Select[Any]:
        ours = _materialized(own, LEADING).where(func.length(_events.partition) == key_length)
        newest = ours.with_only_columns(_events.partition).group_by(_events.partition)
        if is_complete:
            newest = newest.having(func.count(distinct(_events.asset_key)) == len(LEADING))
        chosen = newest.order_by(_events.partition.desc()).limit(1).scalar_subquery()
        found = _materialized(own, LEADING).where(_events.partition == chosen)
        return found.with_only_columns(_events.partition, _events.run_id).distinct()

    for is_complete in (True, False):
        if found := own.rows(lambda is_complete=is_complete: runs(is_complete)):  # type: ignore[misc]
            return Current(str(found[0].partition), is_complete)
    return Current()


def partitions_of(
    own: OwnEvents, asset: str, key_length: int, before: str | None, maximum: int
) -> list[str]:
    """Return up to so many partitions that the asset has results of, the newest first.

    Args:
        own: the events that count.
        asset: its key.
        key_length: of the partitions' keys.
        before: only partitions older than this one.
        maximum: how many.
    """

    def newest() -> Select[Any]:
        found = _materialized(own, [asset]).where(func.length(_events.partition) == key_length)
        if before is not None:
            found = found.where(_events.partition < before)
        ids = found.with_only_columns(func.max(_events.id)).group_by(_events.partition)
        ids = ids.order_by(_events.partition.desc()).limit(maximum)
        chosen = select(_events.partition, _events.run_id).where(_events.id.in_(ids))
        return chosen.order_by(_events.partition.desc())

    return [str(row.partition) for row in own.rows(newest)]


def newest_events(
    own: OwnEvents,
    assets: Collection[str],
    partition: str | None = None,
    kind: str = MATERIALIZED,
) -> Sequence[Row[Any]]:
    """Return the event of the newest result of each of the assets that has one.

    Each is a row of `id`, `run_id`, `asset_key`, `timestamp` and `event`.

    Args:
        own: the events that count.
        assets: their keys.
        partition: of a dated source, the one whose results are asked for.
        kind: of events, if not results.
    """

    def newest() -> Select[Any]:
        each = _log.alias("each")
        last = (
            select(each.c.id)
            .where(each.c.asset_key == _assets.asset_key)
            .where(each.c.dagster_event_type == kind, own.counts(each.c))
            .where(each.c.timestamp > func.coalesce(_assets.wipe_timestamp, _LONG_AGO))
            .order_by(each.c.id.desc())
            .limit(1)
        )
        if partition is not None:
            last = last.where(each.c.partition == partition)
        ids = select(last.correlate(_assets.asset_key.table).scalar_subquery())
        return events_of(ids.where(_assets.asset_key.in_(texts_of(assets))))

    return own.rows(newest)


def newest_ids(own: OwnEvents, partition: str, assets: Collection[str]) -> dict[str, int]:
    """Return the newest result of each of the assets that has one in the partition."""
    rows = newest_events(own, assets, partition)
    return {_KEYS[row.asset_key]: int(row.id) for row in rows}


def event_up_to(
    own: OwnEvents, partition: str, asset: str, strictly: bool = False
) -> Row[Any] | None:
    """Return the asset's newest result of the last partition up to this one, in their order.

    A row as `newest_events` returns it.

    Args:
        own: the events that count.
        partition: its key.
        asset: the asset's key.
        strictly: whether only earlier partitions count.
    """

    def newest() -> Select[Any]:
        found = _materialized(own, [asset]).where(func.length(_events.partition) == len(partition))
        until = _events.partition < partition if strictly else _events.partition <= partition
        last = found.where(until).order_by(_events.partition.desc(), _events.id.desc()).limit(1)
        return events_of(last)

    return next(iter(own.rows(newest)), None)


def last_id(own: OwnEvents, asset: str) -> int | None:
    """Return the asset's last result of any partition."""

    def last() -> Select[Any]:
        found = _materialized(own, [asset]).with_only_columns(_events.id, _events.run_id)
        return found.order_by(_events.id.desc()).limit(1)

    return next((int(row.id) for row in own.rows(last)), None)


def page_of(
    own: OwnEvents, asset: str, limit: int, before: int | None, partition: str | None = None
) -> Sequence[Row[Any]]:
    """Return up to so many results of an asset since it was last wiped, the newest first.

    Rows as `newest_events` returns them.

    Args:
        own: the events that count.
        asset: its key.
        limit: how many.
        before: only results older than the event of this id.
        partition: only results of this partition.
    """

    def page() -> Select[Any]:
        query = results(own, asset).order_by(_events.id.desc()).limit(limit)
        if before is not None:
            query = query.where(_events.id < before)
        return query if partition is None else query.where(_events.partition == partition)

    return own.rows(page)


def newest_first(own: OwnEvents, asset: str, at_once: int) -> Iterator[Row[Any]]:
    """Yield the results of an asset since it was last wiped, read so many at a time."""
    page = page_of(own, asset, at_once, None)
    while page:
        yield from page
        page = page_of(own, asset, at_once, page[-1].id)


def results(own: OwnEvents, asset: str, id: int | None = None) -> Select[Any]:
    """Return the query of an asset's results since it was last wiped, or of one by its event."""
    wiped = select(_assets.wipe_timestamp).where(_assets.asset_key == text_of(asset))
    found = (
        select(_events.id, _events.run_id, _events.asset_key, _events.timestamp, _events.event)
        .where(_events.asset_key == text_of(asset), _events.dagster_event_type == MATERIALIZED)
        .where(own.counts(_events))
        .where(_events.timestamp > func.coalesce(wiped.scalar_subquery(), _LONG_AGO))
    )
    return found if id is None else found.where(_events.id == id)


def events_of(ids: Any) -> Select[Any]:
    """Return the query of whole events by their ids, given as such or as a query."""
    return select(
        _events.id, _events.run_id, _events.asset_key, _events.timestamp, _events.event
    ).where(_events.id.in_(ids))


def runs_of(partition: str) -> Select[Any]:
    """Return the query for the ids of the runs that were to make results of the partition."""
    return (
        select(_events.run_id)
        .where(_events.dagster_event_type.in_((_PLANNED, MATERIALIZED)))
        .where(_events.asset_key.in_(texts_of(KEPT_UP)), _events.partition == partition)
        .distinct()
    )


def _materialized(own: OwnEvents, assets: Collection[str]) -> Select[Any]:
    """Return the query for the results in partitions of these assets that nobody wiped."""
    wiped = select(_assets.wipe_timestamp).where(_assets.asset_key == _events.asset_key)
    return (
        select(_events.id)
        .where(_events.asset_key.in_(texts_of(assets)), _events.dagster_event_type == MATERIALIZED)
        .where(_events.partition.is_not(None), own.counts(_events))
        .where(_events.timestamp > func.coalesce(wiped.scalar_subquery(), _LONG_AGO))
    )
