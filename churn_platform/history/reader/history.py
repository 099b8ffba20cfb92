"""Reads the history of one project, through one instance."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import RLock
from typing import Any, Final

import dagster as dg
from dagster._core.storage.runs.schema import RunsTable
from dagster._core.storage.schedules.schema import JobTickTable

from churn_platform.catalog import WRITING_JOBS
from churn_platform.config.settings import Settings
from churn_platform.history.lookback import RAW, last_change, paired, with_files
from churn_platform.history.metrics_history import Present
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.reader.evaluations import Evaluations
from churn_platform.history.reader.events import (
    evaluation_in,
    last_check,
    latest,
    page_of,
    present_of,
)
from churn_platform.history.reader.of_run import results_of
from churn_platform.history.reader.opening import cause, outages
from churn_platform.history.reader.partition_facts import Partitions, latest_in, position
from churn_platform.history.reader.runs import UNFINISHED, counts, last_run, progress_in
from churn_platform.history.reader.schedule import schedule_times, scheduler_of
from churn_platform.history.reader.translate import (
    run_of,
)
from churn_platform.history.records import (
    CheckKey,
    Entry,
    Evaluation,
    Facts,
    PartitionFacts,
    Record,
    Run,
    RunProgress,
    SchedulerFacts,
)
from churn_platform.history.source_checks import last_look
from churn_platform.history.storage.postgres_present import Database
from churn_platform.history.storage.present import Files, Identity, Place, StorageError
from churn_platform.history.storage.project import open_history
from churn_platform.history.storage.run_databases import RunDatabases
from churn_platform.metadata import Tag

_SUCCESS: Final = dg.DagsterRunStatus.SUCCESS
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
            else Files(settings.data_dir, settings.history_dir)
        )
        self._open = open_instance or partial(open_history, settings, makes_tables=False)
        self._lock = RLock()
        self._instance: dg.DagsterInstance | None = None
        self._identity: Identity | None = None
        self._evaluations = Evaluations(evaluation_in)
        self._partitions = Partitions()
        self._shards = RunDatabases()

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
            own = OwnEvents.of(instance)
            dated = self._dated(own)
            shown = dated.get("partition")
            page = partial(page_of, own, partition=shown)
            newest = with_files(page, latest_in(own, shown) if dated else latest(own))
            changed, run = last_change(page, newest), last_run(instance)
            succeeded = run and run.status == _SUCCESS.value
            return Facts(
                read_at=now,
                newest=newest,
                paired=paired(page, newest),
                evaluations=self._newest_evaluations(own, shown),
                last_check=last_check(own, newest.get(RAW), last_look(instance)),
                last_change=changed.time if changed else None,
                last_run=run,
                last_success=run if succeeded else last_run(instance, _SUCCESS),
                scheduler=SchedulerFacts(**ticks, **scheduler_of(instance)),
                damaged=self._shards.damaged(self._settings.history_dir),
                runs=counts(instance.run_storage, RunsTable),
                ticks=counts(instance.schedule_storage, JobTickTable),
                **dated,
            )

    def page(self, key: str, limit: int, before: int | None = None) -> list[Entry]:
        """Return up to `limit` materializations of an asset, newest first, older than `before`.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        with self._reading() as instance:
            if instance is None:
                return []
            return page_of(OwnEvents.of(instance), key, limit, before)

    def partitions(self, limit: int, before: str | None = None) -> list[PartitionFacts]:
        """Return up to `limit` partitions of a dated source that are older than `before`.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        ours = self._settings.partitioning
        with self._reading() as instance:
            if instance is None or ours is None:
                return []
            own = OwnEvents.of(instance)
            return self._partitions.page(own, ours.key_length, limit, before)

    def present(self, key: str, versions: Collection[str]) -> Present:
        """Return which of these data versions of an asset have an event, and its last wipe.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        with self._reading() as instance:
            if instance is None:
                return Present()
            return present_of(OwnEvents.of(instance), key, versions)

    def results(self, run_id: str, keys: Sequence[str]) -> dict[str, Record]:
        """Return the metrics of a run and what they came from, see `results_of`.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        with self._reading() as instance:
            return {} if instance is None else results_of(OwnEvents.of(instance), run_id, keys)

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
            wanted = dg.RunsFilter(statuses=UNFINISHED)
            records = [] if instance is None else instance.get_run_records(wanted, ascending=True)
            ours = [each for each in records if each.dagster_run.job_name in WRITING_JOBS]
            return run_of(ours[0]) if ours else None

    def _runs(self, wanted: dg.RunsFilter) -> list[RunProgress]:
        with self._reading() as instance:
            if instance is None:
                return []
            records = instance.get_run_records(wanted, limit=1)
            return [progress_in(instance, record) for record in records]

    def _dated(self, own: OwnEvents) -> dict[str, Any]:
        """Return what the facts say of partitions; nothing of a source with one table."""
        ours = self._settings.partitioning
        if ours is None:
            return {}
        current, newer, measured = position(own, ours.key_length)
        return {"partition": current.key, "newer": newer, "measured": measured}

    def _newest_evaluations(
        self, own: OwnEvents, partition: str | None
    ) -> dict[CheckKey, Evaluation]:
        if partition != self._evaluations.partition:
            self._evaluations = Evaluations(evaluation_in, partition)
        return self._evaluations.newest(own)

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
        except outages() as error:
            _log.warning("The history cannot be read: %s", error)
            self.close()
            if isinstance(error, StorageError):
                raise
            raise StorageError(cause(error)) from error

    def _current(self) -> dg.DagsterInstance | None:
        """Return the instance, opened anew when somebody removed or replaced its history."""
        with self._lock:
            found = self._place.identity()
            if found != self._identity:
                self.close()
            if self._instance is None and found is not None and self._place.is_ready():
                self._instance, self._identity = self._opened(), found
                self._evaluations, self._partitions = Evaluations(evaluation_in), Partitions()
            return self._instance

    def _opened(self) -> dg.DagsterInstance:
        try:
            return self._open()
        except Exception as error:  # a wrong dagster.yaml raises anything
            raise StorageError(cause(error)) from error
