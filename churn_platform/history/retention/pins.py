"""What must stay, whatever its age: everything that is reported as current, or can serve again."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import dagster as dg
from sqlalchemy import Connection, Select, func, select

from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.history.check_evaluations import IS_MADE, executions, newest_evaluations
from churn_platform.history.event_log.results import (
    newest_ids,
    newest_results,
    of_version,
    page_of,
    results_of_events,
    tagged,
)
from churn_platform.history.lookback import last_change, with_files
from churn_platform.history.partition_log import current_partition, partitions_of
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.retention.tables import FINISHED, connected
from churn_platform.history.tables import ASSET_KEYS, EVENTS, MATERIALIZED, RUNS, TAGS

RAW: Final = "raw_customers"
_events, _tags, _runs = EVENTS.c, TAGS.c, RUNS.c


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
    pins.events |= _looked_for(own)
    if partitions:
        pins.events |= _of_partitions(own, partitions, key_length)
    pins.events |= _ancestors(own, pins.events)
    evaluations = [*own.rows(lambda: newest_evaluations(own)), *own.execute(_shown_evaluations())]
    pins.evaluations = {row.id for row in evaluations}
    pins.events |= {row.evaluation_event_storage_id for row in evaluations}
    runs = own.execute(select(_events.run_id).where(_events.id.in_(pins.events)).distinct())
    pins.runs |= {row.run_id for row in runs}
    with connected(instance.event_log_storage) as connection:
        pins.runs |= set(connection.execute(select(ASSET_KEYS.c.last_run_id)).scalars())
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
    served = tagged(own, CHAMPION, first, last).group_by(_tags.value)
    query = served.order_by(last.desc()).limit(count)
    return {id for row in own.execute(query) for id in row}


def _looked_for(own: OwnEvents) -> set[int]:
    """Return what steps read, and the API looks back for: with files, the last change."""
    page, newest = partial(page_of, own), newest_results(own, ASSETS)
    shown = with_files(page, newest)
    found = [*newest.values(), *shown.values(), last_change(page, shown)]
    return {each.id for each in found if each}


def _of_partitions(own: OwnEvents, maximum: int, key_length: int) -> set[int]:
    """Return the newest results of the newest partitions, and of the one that is current."""
    keys = set(partitions_of(own, RAW, key_length, None, maximum))
    if (current := current_partition(own, key_length)).key:
        keys.add(current.key)
    return {id for key in keys for id in newest_ids(own, key, ASSETS).values()}


def _ancestors(own: OwnEvents, events: set[int]) -> set[int]:
    """Return the results that these results were made from, and so on: the whole set of each."""
    found: set[int] = set()
    new = events
    while new:
        made = select(_events.id).where(_events.dagster_event_type == MATERIALIZED)
        ids = _ids(own, made.where(_events.id.in_(new)))
        results = results_of_events(own, ids)
        upstream = {pair for each in results for pair in each.upstream.items()}
        parents = {of_version(own, key, version) for key, version in upstream}
        new = {id for id in parents if id is not None} - found
        found |= new
    return found


def _shown_evaluations() -> Select[Any]:
    """Return the query of the evaluation that the UI shows of each check, whoever recorded it."""
    newest = select(func.max(executions.id)).where(executions.execution_status.in_(IS_MADE))
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
