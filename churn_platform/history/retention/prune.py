"""What the daily maintenance and `make prune` do: find what goes, and remove it."""

import time
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from sqlalchemy import select

from churn_platform.config.settings import Settings
from churn_platform.history.retention import remove
from churn_platform.history.retention.compact import compact, fold
from churn_platform.history.retention.pins import Pins, find_pins
from churn_platform.history.retention.plan import (
    Bounds,
    EndedRun,
    Version,
    expired_runs,
    unreferred,
    versions_in,
)
from churn_platform.history.retention.remember import remember_models
from churn_platform.history.retention.tables import FINISHED, connected
from churn_platform.history.tables import RUNS, in_utc
from churn_platform.storage import publishing
from churn_platform.storage import results_store as remote
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.removal_lock import housekeeping
from churn_platform.wording import counted

_runs = RUNS.c


@dataclass(frozen=True)
class Outdated:
    """What goes: runs with all that is theirs, single events, ticks, and files nothing names.

    Attributes:
        runs: ids of finished runs.
        leftovers: ids of runs that are no more, but left files.
        events: ids of events that no run recorded.
        ticks: how many ticks of the schedules and sensors.
        files: versions of results.
        kept: how many runs stay.
        cutoff: the moment before which something is old, in seconds since 1970.
        pins: what stays whatever its age.
    """

    runs: list[str]
    leftovers: list[str]
    events: list[int]
    ticks: int
    files: list[Version]
    kept: int
    cutoff: float
    pins: Pins

    def __str__(self) -> str:
        size = sum(file.bytes for file in self.files) / 1e6
        return (
            f"{counted(len(self.runs), 'run')} of {len(self.runs) + self.kept:,},"
            f" {counted(len(self.events), 'event')} without a run,"
            f" {counted(self.ticks, 'tick')}, {counted(len(self.files), 'file')} of {size:.1f} MB"
            + (f", files of {counted(len(self.leftovers), 'lost run')}" * bool(self.leftovers))
        )


def find_outdated(
    instance: dg.DagsterInstance, settings: Settings, now: float | None = None
) -> Outdated:
    """Return what is older than the bounds and what nothing needs; changes nothing."""
    now = time.time() if now is None else now
    bounds = Bounds(settings.retention.days, settings.retention.runs)
    cutoff, pins = bounds.cutoff(now), _pins(instance, settings)
    runs = _past_runs(instance)
    going = expired_runs(runs, bounds, pins.runs, now)
    events = remove.old_events(instance, cutoff, pins)
    # listed before the events are read: what is published in between is not judged
    versions = versions_in(settings.data_dir / VERSIONS)
    versions += _stored_alone(settings.data_dir, versions)
    in_use = remove.hashes_in_use(instance, set(going), set(events))
    return Outdated(
        going,
        remove.orphans(instance, now),
        events,
        remove.old_ticks(instance, cutoff),
        unreferred(versions, in_use, now),
        len(runs) - len(going),
        cutoff,
        pins,
    )


def _stored_alone(data_dir: Path, here: list[Version]) -> list[Version]:
    """Return the versions that are in the object store and not in its cache."""
    store, known = remote.store_of(data_dir), {version.path for version in here}
    found = store.listed(VERSIONS) if store else []
    return [
        Version(data_dir / one.path, one.bytes, one.changed)
        for one in found
        if data_dir / one.path not in known
    ]


def _pins(instance: dg.DagsterInstance, settings: Settings) -> Pins:
    kept, dated = settings.retention, settings.partitioning
    if dated is None:
        return find_pins(instance, kept.champions)
    return find_pins(instance, kept.champions, kept.partitions, dated.key_length)


def prune(instance: dg.DagsterInstance, settings: Settings, now: float | None = None) -> Outdated:
    """Remove what is older than the bounds and return it; the model history is written first.

    Raises:
        BusyError: somebody else prunes or backs up.
        HistoryError: the model history is not as it was written; nothing is removed.
    """
    now = time.time() if now is None else now
    with housekeeping(settings.data_dir):
        remember_models(instance, settings.data_dir)
        found = find_outdated(instance, settings, now)
        remove.remove_runs(instance, found.runs)
        for run_id in found.leftovers:
            remove.remove_files(instance, run_id)
        remove.remove_events(instance, found.events, found.pins)
        remove.remove_runless_shard_events(instance, found.cutoff)
        remove.remove_ticks(instance, found.cutoff)
        for file in found.files:
            remote.remove(file.path)
        publishing.sweep(settings.data_dir)
        if shards := remove.shards_of(instance):
            fold(shards)
            compact(_history_of(shards))
    return found


def _past_runs(instance: dg.DagsterInstance) -> list[EndedRun]:
    """Return all runs, newest first."""
    query = select(_runs.run_id, _runs.status, _runs.end_time, _runs.update_timestamp)
    with connected(instance.run_storage) as connection:
        rows = connection.execute(query.order_by(_runs.id.desc())).all()
    return [
        EndedRun(
            row.run_id,
            # one that was cancelled in the queue has no time of its end
            (row.end_time or in_utc(row.update_timestamp).timestamp())
            if row.status in FINISHED
            else None,
        )
        for row in rows
    ]


def _history_of(shards: Path) -> Path:
    return shards.parent.parent
