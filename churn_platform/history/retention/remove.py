"""Removes what was chosen, a part at a time, in an order that a kill does not harm.

The events go first, the run's row next and its files last. So what is left half removed is found
again: a run that still has its row by its age, files without a run by their names.
"""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import dagster as dg
from sqlalchemy import ColumnElement, delete, func, select

from churn_platform.history.retention.pins import Pins
from churn_platform.history.retention.plan import YOUNG_SECONDS, mentioned
from churn_platform.history.retention.tables import (
    AT_ONCE,
    connected,
    delete_where,
    newest_first,
    parts,
)
from churn_platform.history.storage.sqlite_files import INDEX_SHARD
from churn_platform.history.tables import (
    ASSET_KEYS,
    EVALUATIONS,
    EVENTS,
    MATERIALIZED,
    RUN_TAGS,
    RUNS,
    TAGS,
    TICKS,
)

RUNLESS: Final = ""
"""Run id of events that no run recorded."""
_MANY: Final = 2_000
_events, _tags, _checks, _ticks, _runs = EVENTS.c, TAGS.c, EVALUATIONS.c, TICKS.c, RUNS.c


def remove_runs(instance: dg.DagsterInstance, run_ids: Sequence[str]) -> None:
    """Remove finished runs with their events, tags, evaluations and what their steps printed.

    Not by `instance.delete_run`: that opens the database of each run, or makes it, to empty what is
    removed as a file here. For 60 runs it took 49 s, this 0.7 s, and it leaves the evaluations.
    """
    evaluations = _evaluations_by_run(instance, set(run_ids))
    for some in parts(run_ids):
        of_runs = select(_events.id).where(_events.run_id.in_(some))
        with connected(instance.event_log_storage) as connection:
            connection.execute(delete(TAGS).where(_tags.event_id.in_(of_runs)))
            for ids in parts([id for run in some for id in evaluations.get(run, ())]):
                delete_where(connection, EVALUATIONS, "id", ids)
            delete_where(connection, EVENTS, "run_id", some)
        with connected(instance.run_storage) as connection:
            delete_where(connection, RUN_TAGS, "run_id", some)
            delete_where(connection, RUNS, "run_id", some)
        for run_id in some:
            remove_files(instance, run_id)


def _evaluations_by_run(instance: dg.DagsterInstance, run_ids: set[str]) -> dict[str, list[int]]:
    """Read them once: no index of Dagster's finds them by their run."""
    found: dict[str, list[int]] = {}
    with connected(instance.event_log_storage) as connection:
        for id, run_id in connection.execute(select(_checks.id, _checks.run_id)):
            if run_id in run_ids:
                found.setdefault(run_id, []).append(id)
    return found


def remove_files(instance: dg.DagsterInstance, run_id: str) -> None:
    """Remove what a run's steps printed and the file of its events, if it has one of its own."""
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    if folder := shards_of(instance):
        for ending in (".db", ".db-wal", ".db-shm"):
            (folder / f"{run_id}{ending}").unlink(missing_ok=True)


def shards_of(instance: dg.DagsterInstance) -> Path | None:
    """Return the folder with a database file for each run; None if the storage has no such."""
    path_of = getattr(instance.event_log_storage, "path_for_shard", None)
    return Path(path_of(INDEX_SHARD)).parent if path_of else None


def orphans(instance: dg.DagsterInstance, now: float) -> list[str]:
    """Return the ids of runs that left files and are no more; what is young may be just begun."""
    folder = shards_of(instance)
    if folder is None:
        return []
    old = {
        name
        for entry in os.scandir(folder)
        if (name := entry.name.partition(".db")[0]) not in (INDEX_SHARD, RUNLESS)
        and now - entry.stat().st_mtime > YOUNG_SECONDS
    }
    with connected(instance.run_storage) as connection:
        return sorted(old - set(connection.execute(select(_runs.run_id)).scalars()))


def old_events(instance: dg.DagsterInstance, cutoff: float, pins: Pins) -> list[int]:
    """Return the ids of the events that no run recorded and that nothing needs any more."""
    query = select(_events.id).where(_events.run_id == RUNLESS, _events.timestamp < _naive(cutoff))
    with connected(instance.event_log_storage) as connection:
        return sorted(set(connection.execute(query).scalars()) - pins.events)


def remove_events(instance: dg.DagsterInstance, ids: Sequence[int], pins: Pins) -> None:
    """Remove single events, what is said of them elsewhere, and the evaluations they record."""
    for some in parts(ids):
        with connected(instance.event_log_storage) as connection:
            delete_where(connection, TAGS, "event_id", some)
            connection.execute(
                delete(EVALUATIONS)
                .where(_checks.run_id == RUNLESS, _checks.evaluation_event_storage_id.in_(some))
                .where(_checks.id.not_in(pins.evaluations))
            )
            delete_where(connection, EVENTS, "id", some)


def remove_runless_shard_events(instance: dg.DagsterInstance, cutoff: float) -> None:
    """Remove the copies of such events in the file that SQLite's storage keeps of them."""
    if (folder := shards_of(instance)) is None or not (folder / ".db").is_file():
        return
    storage: Any = instance.event_log_storage
    with storage.run_connection(RUNLESS) as connection:
        connection.execute(delete(EVENTS).where(_events.timestamp < _naive(cutoff)))


def old_ticks(instance: dg.DagsterInstance, cutoff: float) -> int:
    """Return how many ticks of schedules and sensors go; the newest of each stays."""
    query = select(func.count()).select_from(TICKS).where(_gone_ticks(cutoff))
    with connected(instance.schedule_storage) as connection:
        return int(connection.execute(query).scalar_one())


def remove_ticks(instance: dg.DagsterInstance, cutoff: float) -> None:
    """Remove the ticks that `old_ticks` counts.

    Not by the retention of dagster.yaml, whose days are a fixed number and no setting.
    """
    while True:
        with connected(instance.schedule_storage) as connection:
            some = select(_ticks.id).where(_gone_ticks(cutoff)).limit(_MANY)
            ids = list(connection.execute(some).scalars())
            delete_where(connection, TICKS, "id", ids)
        if len(ids) < _MANY:
            return


def _gone_ticks(cutoff: float) -> ColumnElement[bool]:
    newest = select(func.max(_ticks.id)).group_by(_ticks.job_origin_id)
    return (_ticks.timestamp < _naive(cutoff)) & _ticks.id.not_in(newest)


def hashes_in_use(instance: dg.DagsterInstance, going: set[str], events: set[int]) -> set[str]:
    """Return the hashes of all versions that are named by an event which stays.

    Args:
        instance: the history.
        going: runs that go, if they have not gone yet.
        events: events without a run that go.
    """
    found: set[str] = set()
    with connected(instance.event_log_storage) as connection:
        for text in connection.execute(select(ASSET_KEYS.c.last_materialization)).scalars():
            found |= mentioned(text or "")
        query = select(_events.id, _events.run_id, _events.event).where(
            _events.dagster_event_type == MATERIALIZED
        )
        for row in newest_first(connection, query, AT_ONCE):
            if row.run_id not in going and row.id not in events:
                found |= mentioned(row.event)
    return found


def _naive(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def is_old(path: Path) -> bool:
    """Whether a file was not written to for an hour."""
    return time.time() - path.stat().st_mtime > YOUNG_SECONDS
