"""The only door to the Dagster instance. Reads, and never makes or migrates a history."""

import logging
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any, Final

import dagster as dg
from dagster._check import CheckError
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.instance.ref import InstanceRef
from dagster._core.scheduler.instigation import TickStatus
from dagster._core.storage.event_log.schema import (
    AssetEventTagsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.runs.schema import RunsTable
from dagster._core.storage.schedules.schema import JobTickTable
from dagster._utils.schedules import (
    get_next_cron_tick,
    is_valid_cron_string,
    reverse_cron_string_iterator,
)
from dagster_shared.serdes import deserialize_value
from dagster_shared.serdes.errors import DeserializationError
from sqlalchemy import Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from api.evaluations import Evaluations
from api.lookback import RAW, last_change, paired, with_files
from api.past import Present
from api.records import (
    CheckKey,
    Entry,
    Evaluation,
    Facts,
    Record,
    Run,
    RunProgress,
    SchedulerFacts,
    SourceCheck,
    Unreadable,
)
from api.shards import Shards
from api.storage import Files, Identity, Place, StorageError
from api.translate import (
    check_of,
    evaluation_of,
    metadata_of,
    moment,
    progress_of,
    record_of,
    run_of,
)
from churn_platform.catalog import ASSETS, SCHEDULE, WRITING_JOBS
from churn_platform.metadata import Tag
from churn_platform.postgres import reason
from churn_platform.settings import Settings

DAGSTER_VERSION: Final = dg.__version__
_SUCCESS: Final = dg.DagsterRunStatus.SUCCESS
_IN_PROGRESS: Final = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_OVERDUE_INTERVALS: Final = 3
# what reading an event raises that another version wrote
_UNREADABLE: Final = (DeserializationError, CheckError, ValueError, TypeError, KeyError)
_log = logging.getLogger("churn.api")


class Reader:
    """Reads the history of one project, through one instance that it opens when there is one."""

    def __init__(
        self, settings: Settings, open_instance: Callable[[], dg.DagsterInstance] | None = None
    ) -> None:
        self._settings = settings
        self._place: Place = (
            Database(settings.postgres_url)
            if settings.postgres_url
            else Files(settings.history_dir)
        )
        self._open = open_instance or (lambda: _open(settings.home))
        self._lock = RLock()
        self._instance: dg.DagsterInstance | None = None
        self._identity: Identity | None = None
        self._evaluations = Evaluations(_evaluation)
        self._shards = Shards()

    def read(self) -> Facts:
        """Return the newest state of everything; a history that is not there yet is empty.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        now = datetime.now(UTC)
        ticks = schedule_times(self._settings.cron, now)
        with self._reading() as instance:
            if instance is None:
                return Facts(now, scheduler=SchedulerFacts(**ticks))
            page = partial(_page, instance)
            newest = with_files(page, _latest(instance))
            changed, run = last_change(page, newest), _last_run(instance)
            succeeded = run and run.status == _SUCCESS.value
            return Facts(
                read_at=now,
                newest=newest,
                paired=paired(page, newest),
                evaluations=self._newest_evaluations(instance),
                last_check=_last_check(instance, newest.get(RAW)),
                last_change=changed.time if changed else None,
                last_run=run,
                last_success=run if succeeded else _last_run(instance, _SUCCESS),
                scheduler=SchedulerFacts(**ticks, **_scheduler(instance)),
                damaged=self._shards.damaged(self._settings.history_dir),
                runs=_counts(instance.run_storage, RunsTable),
                ticks=_counts(instance.schedule_storage, JobTickTable),
            )

    def page(self, key: str, limit: int, before: int | None = None) -> list[Entry]:
        """Return up to `limit` materializations of an asset, newest first, older than `before`.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        with self._reading() as instance:
            return [] if instance is None else _page(instance, key, limit, before)

    def present(self, key: str, versions: Collection[str]) -> Present:
        """Return which of these data versions of an asset have an event, and its last wipe.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        with self._reading() as instance:
            return Present() if instance is None else _present(instance, key, versions)

    def run(self, run_id: str) -> RunProgress | None:
        """Return a run and how far it is, or None if there is none of this id.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        found = self._runs(dg.RunsFilter(run_ids=[run_id]))
        return found[0] if found else None

    def launched_by(self, request_key: str) -> RunProgress | None:
        """Return the run that a request with this hashed key launched, or None.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        found = self._runs(dg.RunsFilter(tags={Tag.REQUEST_KEY: request_key}))
        return found[0] if found else None

    def in_progress(self) -> Run | None:
        """Return the oldest run that writes our assets, or is going to, if there is one.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        with self._reading() as instance:
            wanted = dg.RunsFilter(statuses=_IN_PROGRESS)
            records = [] if instance is None else instance.get_run_records(wanted, ascending=True)
            ours = [each for each in records if each.dagster_run.job_name in WRITING_JOBS]
            return run_of(ours[0]) if ours else None

    def _runs(self, wanted: dg.RunsFilter) -> list[RunProgress]:
        with self._reading() as instance:
            if instance is None:
                return []
            records = instance.get_run_records(wanted, limit=1)
            return [_progress(instance, record) for record in records]

    def _newest_evaluations(self, instance: dg.DagsterInstance) -> dict[CheckKey, Evaluation]:
        storage: Any = instance.event_log_storage
        with storage.index_connection() as connection:
            return self._evaluations.newest(connection)

    def close(self) -> None:
        """Let go of the instance; the next read opens it again."""
        with self._lock:
            instance, self._instance = self._instance, None
        if instance is not None:
            instance.dispose()

    @contextmanager
    def _reading(self) -> Iterator[dg.DagsterInstance | None]:
        try:
            yield self._current()
        except _outages() as error:
            _log.warning("The history cannot be read: %s", error)
            self.close()
            if isinstance(error, StorageError):
                raise
            raise StorageError(_cause(error)) from error

    def _current(self) -> dg.DagsterInstance | None:
        """Return the instance, opened anew when somebody removed or replaced its history."""
        with self._lock:
            found = self._place.identity()
            if found != self._identity:
                self.close()
            if self._instance is None and found is not None and self._place.is_ready():
                self._instance, self._identity = self._opened(), found
                self._evaluations = Evaluations(_evaluation)
            return self._instance

    def _opened(self) -> dg.DagsterInstance:
        try:
            return self._open()
        except Exception as error:  # a wrong dagster.yaml raises anything
            raise StorageError(_cause(error)) from error


def _open(home: Path) -> dg.DagsterInstance:
    """Open the project's instance; in Postgres it makes no tables, whatever it finds."""
    storage = {"module": "churn_platform.defs.history", "class": "ProjectStorage"}
    overrides = {"storage": {"custom": {**storage, "config": {"should_autocreate_tables": False}}}}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=overrides))


def _outages() -> tuple[type[Exception], ...]:
    """Return what reading raises when the storage is not to be had."""
    known = (StorageError, SQLAlchemyError, OSError, dg.DagsterError)
    postgres = sys.modules.get("dagster_postgres.utils")  # loaded if it is in use
    return (*known, postgres.DagsterPostgresException) if postgres else known


def _latest(instance: dg.DagsterInstance) -> dict[str, Record | None]:
    """Return each asset's newest materialization by one query; None for what cannot be read."""
    try:
        records = instance.get_asset_records([dg.AssetKey(key) for key in ASSETS])
        entries = [record.asset_entry for record in records]
        return {
            key: record_of(key, entry.last_materialization_record)
            for entry in entries
            if entry.last_materialization_record and (key := entry.asset_key.to_user_string())
        }
    except _UNREADABLE:
        return dict.fromkeys(ASSETS)


def _page(instance: dg.DagsterInstance, key: str, limit: int, before: int | None) -> list[Entry]:
    """Read the ids first, so that an event that cannot be read neither hides nor ends the list."""
    asset = dg.AssetKey(key)
    events, assets = SqlEventLogStorageTable.c, AssetKeyTable.c
    wiped = select(assets.wipe_timestamp).where(assets.asset_key == asset.to_string())
    query = (
        select(events.id, events.run_id, events.timestamp)
        .where(events.asset_key == asset.to_string())
        .where(events.dagster_event_type == dg.DagsterEventType.ASSET_MATERIALIZATION.value)
        .where(events.timestamp > func.coalesce(wiped.scalar_subquery(), datetime(1970, 1, 1)))
        .order_by(events.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(events.id < before)
    storage: Any = instance.event_log_storage
    with storage.index_connection() as connection:
        rows = connection.execute(query).fetchall()
    readable = _records(instance, key, [row.id for row in rows])
    return [
        readable.get(row.id)
        or Unreadable(key, row.id, row.run_id, row.timestamp.replace(tzinfo=UTC))
        for row in rows
    ]


def _present(instance: dg.DagsterInstance, key: str, versions: Collection[str]) -> Present:
    tags, assets, asset = AssetEventTagsTable.c, AssetKeyTable.c, dg.AssetKey(key).to_string()
    wiped = select(assets.wipe_timestamp).where(assets.asset_key == asset)
    found = (
        select(tags.value)
        .where(tags.asset_key == asset, tags.key == Tag.DATA_VERSION)
        .where(tags.value.in_(list(versions)))
        .distinct()
    )
    storage: Any = instance.event_log_storage
    with storage.index_connection() as connection:
        moment = connection.execute(wiped).scalar()
        return Present(
            versions=set(connection.execute(found).scalars()),
            wiped=moment.replace(tzinfo=UTC) if moment else None,
        )


def _records(instance: dg.DagsterInstance, key: str, ids: list[int]) -> dict[int, Record]:
    if not ids:
        return {}
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(key), storage_ids=ids)
    try:
        found = instance.fetch_materializations(wanted, limit=len(ids)).records
        return {record.storage_id: record_of(key, record) for record in found}
    except _UNREADABLE:
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        halves = ids[:middle], ids[middle:]
        return {k: v for half in halves for k, v in _records(instance, key, half).items()}


def _evaluation(row: Row[Any]) -> Evaluation:
    """Read an evaluation; the columns beside the event tell who, when and whether it passed."""
    bare = Evaluation(
        id=row.evaluation_event_storage_id,
        run_id=row.run_id,
        time=row.evaluation_event_timestamp.replace(tzinfo=UTC),
        passed=row.execution_status == "SUCCEEDED",
    )
    try:
        entry = deserialize_value(row.evaluation_event, dg.EventLogEntry)
        return evaluation_of(bare, entry.asset_check_evaluation)
    except (*_UNREADABLE, AttributeError):  # the last: an event of another kind
        return bare


def _last_check(instance: dg.DagsterInstance, raw: Record | None) -> SourceCheck | None:
    """Return the last look at the source: a materialization, or an observation of no change."""
    checks = [check_of(raw.metadata, raw.time.timestamp(), raw.run_id, raw.id)] if raw else []
    try:
        observed = instance.fetch_observations(dg.AssetKey(RAW), limit=1).records
        for record in observed:
            metadata, _ = metadata_of(record.event_log_entry.asset_observation)
            checks.append(check_of(metadata, record.timestamp, record.run_id, record.storage_id))
    except _UNREADABLE:
        pass  # an unreadable observation says nothing; the materialization still does
    return max(checks, key=lambda check: check.time, default=None)


def _last_run(instance: dg.DagsterInstance, *statuses: dg.DagsterRunStatus) -> Run | None:
    """Return the newest run of a job that writes our assets."""

    def newest_of(job: str | None) -> list[dg.RunRecord]:
        wanted = dg.RunsFilter(job_name=job, statuses=list(statuses) or None)
        return list(instance.get_run_records(wanted, limit=1))

    try:
        found = newest_of(None)
        if found and found[0].dagster_run.job_name not in WRITING_JOBS:
            found = [record for job in WRITING_JOBS for record in newest_of(job)]
        newest = max(found, key=lambda record: record.storage_id, default=None)
        return None if newest is None else run_of(newest)
    except _UNREADABLE:
        return None  # a run of another version; its results tell their own story


def _progress(instance: dg.DagsterInstance, record: dg.RunRecord) -> RunProgress:
    run = record.dagster_run
    if run.status in (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED):
        return progress_of(record, None, [], [])
    try:
        plan = run.execution_plan_snapshot_id
        steps = instance.get_execution_plan_snapshot(plan).step_keys_to_execute if plan else None
        failures: list[Any] = []
        if run.status == dg.DagsterRunStatus.FAILURE:
            kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
            failures = [
                each.event_log_entry
                for each in instance.get_records_for_run(run.run_id, of_type=kinds).records
            ]
        return progress_of(record, steps, instance.get_run_step_stats(run.run_id), failures)
    except _UNREADABLE:
        return progress_of(record, None, [], [])  # of another version: its status is known


def _counts(storage: Any, table: Any) -> dict[str, int]:
    query = select(table.c.status, func.count()).group_by(table.c.status)
    with storage.connect() as connection:
        return {str(status): int(count) for status, count in connection.execute(query)}


def _scheduler(instance: dg.DagsterInstance) -> dict[str, Any]:
    # of the daemon's newest thread: the scheduler's own sleeps from minute to minute
    beats = [each.timestamp for each in instance.get_daemon_heartbeats().values()]
    states = [
        state
        for state in instance.all_instigator_state(instigator_type=InstigatorType.SCHEDULE)
        if state.name == SCHEDULE
    ]
    ticks = [
        tick
        for state in states
        for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
    ]
    newest = max(ticks, key=lambda tick: tick.timestamp, default=None)
    failed = newest is not None and newest.status == TickStatus.FAILURE
    return {
        "last_heartbeat": moment(max(beats, default=None)),
        "schedule_on": any(state.is_running for state in states) if states else None,
        "failed_tick": moment(newest.timestamp) if newest and failed else None,
    }


def schedule_times(cron: str, now: datetime) -> dict[str, Any]:
    """Return the next tick and the moment three intervals ago, whatever the cron's rhythm."""
    if not is_valid_cron_string(cron):
        return {}
    past = reverse_cron_string_iterator(now.timestamp(), cron, "UTC")
    ticks = list(islice(past, _OVERDUE_INTERVALS + 1))
    return {
        "next_tick": get_next_cron_tick(cron, now, "UTC"),
        "overdue": ticks[-1] + (now - ticks[0]),
    }


def _cause(error: BaseException) -> str:
    """Return what the database said, without the statement and the address around it."""
    if isinstance(error, OSError):
        return f"the history's files: {error.strerror}"
    cause = error if isinstance(error, SQLAlchemyError) else error.__cause__
    if cause and getattr(cause, "orig", None):
        return reason(cause)
    return f"Dagster's instance ({type(error).__name__})"
