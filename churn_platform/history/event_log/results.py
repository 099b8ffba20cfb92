"""What the event log says of results: the newest, a page of them, those of a data version.

Only of events that count, see `provenance`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, func, select

from churn_platform.catalog import ASSETS
from churn_platform.history.event_log.parser import materialization_in
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Materialization
from churn_platform.history.tables import (
    ASSET_KEYS,
    EVENTS,
    MATERIALIZED,
    TAGS,
    in_utc,
    key_of,
    key_text,
    key_texts,
)
from churn_platform.metadata import Tag

_AT_ONCE: Final = 20
_events, _tags, _assets = EVENTS.c, TAGS.c, ASSET_KEYS.c
_LONG_AGO: Final = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Present:
    """What is left of the events of an asset: which data versions, and since which wipe."""

    versions: Collection[str] = ()
    wiped: datetime | None = None


def newest_results(
    own: OwnEvents, assets: Collection[str], partition: str | None = None
) -> dict[str, Materialization]:
    """Return the newest result of each of the assets that has one, readable or not.

    Of a dated source those of the partition. What is computed on demand holds for the partitions
    after it as well, until it is computed again.
    """
    found = {each.key: each for each in _read(newest_events(own, assets, partition))}
    if partition is not None:
        on_demand = (key for key in assets if key in ASSETS and ASSETS[key].on_demand)
        last = (result_up_to(own, partition, key) for key in on_demand)
        found |= {each.key: each for each in last if each}
    return found


def newest_events(
    own: OwnEvents, assets: Collection[str], partition: str | None = None, kind: str = MATERIALIZED
) -> Sequence[Row[Any]]:
    """Return the newest event of a kind of each of the assets, as rows for `parser`."""
    return own.rows(lambda: events_of(_newest(own, assets, partition, kind)))


def newest_ids(own: OwnEvents, partition: str, assets: Collection[str]) -> dict[str, int]:
    """Return the event of the newest result of each asset that has one in the partition."""

    def newest() -> Select[Any]:
        ids = _newest(own, assets, partition, MATERIALIZED)
        return select(_events.id, _events.run_id, _events.asset_key).where(_events.id.in_(ids))

    return {key_of(row.asset_key): int(row.id) for row in own.rows(newest)}


def result_up_to(
    own: OwnEvents, partition: str, asset: str, strictly: bool = False
) -> Materialization | None:
    """Return the asset's newest result of the last partition up to this one, in their order.

    Args:
        own: the events that count.
        partition: its key.
        asset: the asset's key.
        strictly: whether only earlier partitions count.
    """

    def newest() -> Select[Any]:
        found = in_partitions(own, [asset]).where(func.length(_events.partition) == len(partition))
        until = _events.partition < partition if strictly else _events.partition <= partition
        last = found.where(until).order_by(_events.partition.desc(), _events.id.desc()).limit(1)
        return events_of(last)

    return _first(own, newest)


def last_id(own: OwnEvents, asset: str) -> int | None:
    """Return the event of the asset's last result of any partition."""

    def last() -> Select[Any]:
        found = in_partitions(own, [asset]).with_only_columns(_events.id, _events.run_id)
        return found.order_by(_events.id.desc()).limit(1)

    return next((int(row.id) for row in own.rows(last)), None)


def page_of(
    own: OwnEvents, asset: str, limit: int, before: int | None, partition: str | None = None
) -> list[Materialization]:
    """Return up to so many results of an asset since it was last wiped, the newest first.

    One that cannot be read neither hides nor ends the list.

    Args:
        own: the events that count.
        asset: its key.
        limit: how many.
        before: only results older than the event of this id.
        partition: only results of this partition.
    """

    def page() -> Select[Any]:
        query = _results(own, _whole(), [asset]).order_by(_events.id.desc()).limit(limit)
        if before is not None:
            query = query.where(_events.id < before)
        return query if partition is None else query.where(_events.partition == partition)

    return _read(own.rows(page))


def newest_first(own: OwnEvents, asset: str) -> Iterator[Materialization]:
    """Yield the results of an asset since it was last wiped, read a page at a time."""
    page = page_of(own, asset, _AT_ONCE, None)
    while page:
        yield from page
        page = page_of(own, asset, _AT_ONCE, page[-1].id)


def result_of_event(own: OwnEvents, asset: str, id: int | None) -> Materialization | None:
    """Return the result of an asset that this event records, unless it was wiped since."""
    return (
        _first(own, lambda: _results(own, _whole(), [asset]).where(_events.id == id))
        if id
        else None
    )


def results_of_events(own: OwnEvents, ids: Collection[int]) -> list[Materialization]:
    """Return the results that these events record."""
    return _read(own.execute(events_of(list(ids)))) if ids else []


def of_version(own: OwnEvents, asset: str, version: str | None) -> int | None:
    """Return the last event of a data version of an asset, or None."""
    newest = tagged(own, asset, func.max(_tags.event_id)).where(_tags.value == version)
    return own.execute(newest)[0][0] if version else None


def present_of(own: OwnEvents, asset: str, versions: Collection[str]) -> Present:
    """Return which of these data versions of an asset have an event, and its last wipe."""
    found = tagged(own, asset, _tags.value).where(_tags.value.in_(list(versions))).distinct()
    wiped = own.execute(select(_assets.wipe_timestamp).where(_assets.asset_key == key_text(asset)))
    moment = wiped[0].wipe_timestamp if wiped else None
    return Present(
        versions={row.value for row in own.execute(found)},
        wiped=in_utc(moment) if moment else None,
    )


def tagged(own: OwnEvents, asset: str, *columns: Any) -> Select[Any]:
    """Return the query of what the data versions of an asset's results are tagged with."""
    return (
        select(*columns)
        .join_from(TAGS, EVENTS, _events.id == _tags.event_id)
        .where(_tags.asset_key == key_text(asset), _tags.key == Tag.DATA_VERSION)
        .where(own.counts(_events))
    )


def events_of(ids: Any) -> Select[Any]:
    """Return the query of whole events by their ids, given as such or as a query."""
    return _whole().where(_events.id.in_(ids))


def in_partitions(own: OwnEvents, assets: Collection[str]) -> Select[Any]:
    """Return the query of the ids of the results in partitions that nobody wiped."""
    found = _results(own, select(_events.id), assets)
    return found.where(_events.partition.is_not(None))


def _newest(
    own: OwnEvents, assets: Collection[str], partition: str | None, kind: str
) -> Select[Any]:
    """Return the query of the newest event of each of the assets since it was last wiped."""
    each = EVENTS.alias("each")
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
    ids = select(last.correlate(ASSET_KEYS).scalar_subquery())
    return ids.where(_assets.asset_key.in_(key_texts(assets)))


def _results(own: OwnEvents, events: Select[Any], assets: Collection[str]) -> Select[Any]:
    """Return the query restricted to results of the assets since these were last wiped."""
    wiped = select(_assets.wipe_timestamp).where(_assets.asset_key == _events.asset_key)
    return (
        events.where(_events.asset_key.in_(key_texts(assets)))
        .where(_events.dagster_event_type == MATERIALIZED)
        .where(own.counts(_events))
        .where(_events.timestamp > func.coalesce(wiped.scalar_subquery(), _LONG_AGO))
    )


def _whole() -> Select[Any]:
    return select(_events.id, _events.run_id, _events.asset_key, _events.timestamp, _events.event)


def _read(rows: Iterable[Row[Any]]) -> list[Materialization]:
    return [materialization_in(row) for row in rows]


def _first(own: OwnEvents, query: Callable[[], Select[Any]]) -> Materialization | None:
    return next(iter(_read(own.rows(query))), None)
