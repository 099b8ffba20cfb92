"""What must stay, whatever its age: everything that is reported as current, or can serve again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import dagster as dg
from dagster._core.storage.event_log.schema import (
    AssetEventTagsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.runs.schema import RunsTable
from sqlalchemy import Connection, Select, func, select

from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.history.check_evaluations import EVALUATED, executions, newest_evaluations
from churn_platform.history.partition_log import (
    current_partition,
    newest_first,
    newest_ids,
    partitions_of,
)
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.retention.tables import (
    FINISHED,
    MATERIALIZED,
    asset_text,
    connected,
    read_metadata,
)
from churn_platform.metadata import Meta, Tag

RAW: Final = "raw_customers"
_LOOKBACK: Final = 100
"""How far back the API looks for the result that it needs; see `history/reader/lookback.py`."""
_events, _tags = SqlEventLogStorageTable.c, AssetEventTagsTable.c
_assets, _runs = AssetKeyTable.c, RunsTable.c


@dataclass
class Pins:
    """Ids of what stays: `runs` with all that they recorded, `events` and `evaluations` alone."""

    runs: set[str] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    evaluations: set[int] = field(default_factory=set)


def find_pins(
    instance: dg.DagsterInstance, champions: int, partitions: int = 0, key_length: int = 0
) -> Pins:
    """Return what must stay.

    Args:
        instance: the history.
        champions: so many of the newest champions can still be rolled back to.
        partitions: so many of the newest partitions of a dated source keep their newest results.
        key_length: of the partitions' keys.
    """
    pins, own = Pins(), OwnEvents.of(instance)
    pins.events |= _newest_of_each_kind(own)
    pins.events |= _champions(own, champions)
    for key in ASSETS:
        pins.events |= _looked_for(own, key)
    if partitions:
        pins.events |= _of_partitions(own, partitions, key_length)
    pins.events |= _ancestors(own, pins.events)
    evaluations = [*own.rows(lambda: newest_evaluations(own)), *own.execute(_shown_evaluations())]
    pins.evaluations = {row.id for row in evaluations}
    pins.events |= {row.evaluation_event_storage_id for row in evaluations}
    runs = own.execute(select(_events.run_id).where(_events.id.in_(pins.events)).distinct())
    pins.runs |= {row.run_id for row in runs}
    with connected(instance.event_log_storage) as connection:
        pins.runs |= set(connection.execute(select(_assets.last_run_id)).scalars())
    with connected(instance.run_storage) as connection:
        pins.runs |= _newest_runs(connection)
    return pins


def _newest_of_each_kind(own: OwnEvents) -> set[int]:
    """Return the newest event of each kind of each asset: results, looks at the source, ...

    And the newest of those that count, where somebody reported others since.
    """
    newest = select(func.max(_events.id)).where(_events.asset_key.is_not(None))
    newest = newest.group_by(_events.asset_key, _events.dagster_event_type)
    return _ids(own, newest) | _ids(own, newest.where(own.counts(_events)))


def _champions(own: OwnEvents, count: int) -> set[int]:
    """Return the event that made each of the newest champions serve, and the last about it."""
    first, last = func.min(_tags.event_id), func.max(_tags.event_id)
    query = (
        select(first, last)
        .join_from(AssetEventTagsTable, SqlEventLogStorageTable, _events.id == _tags.event_id)
        .where(_tags.asset_key == asset_text(CHAMPION), _tags.key == Tag.DATA_VERSION)
        .where(own.counts(_events))
        .group_by(_tags.value)
        .order_by(last.desc())
        .limit(count)
    )
    return {id for row in own.execute(query) for id in row}


def _looked_for(own: OwnEvents, key: str) -> set[int]:
    """Return what the API looks back for: a result with files, the last change of the source."""
    wanted: list[Callable[[str], bool]] = [lambda event: f'"{Meta.FILES}"' in event]
    if not ASSETS[key].parents:
        wanted.append(lambda event: '"source_changed"' in event and _brought_news(event))
    found: set[int] = set()
    for row in islice(newest_first(own, key, at_once=2), _LOOKBACK):
        met = [each for each in wanted if each(row.event)]
        found |= {row.id} if met else set()
        wanted = [each for each in wanted if each not in met]
        if not wanted:
            break
    return found


def _of_partitions(own: OwnEvents, maximum: int, key_length: int) -> set[int]:
    """Return the newest results of the newest partitions, and of the one that is current."""
    keys = set(partitions_of(own, RAW, key_length, None, maximum))
    if (current := current_partition(own, key_length)).key:
        keys.add(current.key)
    return {id for key in keys for id in newest_ids(own, key, ASSETS).values()}


def _brought_news(event: str) -> bool:
    return read_metadata(event).get(Meta.SOURCE_CHANGED) is True


def _ancestors(own: OwnEvents, events: set[int]) -> set[int]:
    """Return the results that these results were made from, and so on: the whole set of each."""
    found: set[int] = set()
    new = events
    while new:
        made = _events.dagster_event_type == MATERIALIZED
        rows = own.execute(select(_events.event).where(_events.id.in_(new), made))
        upstream = {pair for row in rows for pair in _upstream(row.event)}
        parents = {id for key, version in upstream for id in _of_version(own, key, version)}
        new = parents - found
        found |= new
    return found


def _upstream(event: str) -> Iterable[tuple[str, str]]:
    inputs = read_metadata(event).get(Meta.INPUTS)
    upstream = inputs.get("upstream") if isinstance(inputs, dict) else None
    return upstream.items() if isinstance(upstream, dict) else ()


def _of_version(own: OwnEvents, key: str, version: str) -> set[int]:
    query = (
        select(func.max(_tags.event_id))
        .join_from(AssetEventTagsTable, SqlEventLogStorageTable, _events.id == _tags.event_id)
        .where(_tags.asset_key == asset_text(key), _tags.key == Tag.DATA_VERSION)
        .where(_tags.value == version, own.counts(_events))
    )
    return _ids(own, query)


def _shown_evaluations() -> Select[Any]:
    """Return the query of the evaluation that the UI shows of each check, whoever recorded it."""
    newest = select(func.max(executions.id)).where(executions.execution_status.in_(EVALUATED))
    newest = newest.group_by(executions.asset_key, executions.check_name)
    found = select(executions.id, executions.evaluation_event_storage_id)
    return found.where(executions.id.in_(newest))


def _newest_runs(connection: Connection) -> set[str]:
    """Return the newest run of each job, the newest of each outcome, and all that have none yet."""
    newest = (
        select(func.max(_runs.id).label("id"))
        .group_by(_runs.pipeline_name, _runs.status)
        .subquery()
    )
    of_each = select(_runs.run_id).where(_runs.id.in_(select(newest.c.id)))
    unfinished = select(_runs.run_id).where(_runs.status.not_in(FINISHED))
    return {id for query in (of_each, unfinished) for id in connection.execute(query).scalars()}


def _ids(own: OwnEvents, query: Select[Any]) -> set[int]:
    return {row[0] for row in own.execute(query) if row[0] is not None}
