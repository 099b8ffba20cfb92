"""Reads the history of one project."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, cast

import dagster as dg

from churn_platform.catalog import ASSETS, WRITING_JOBS
from churn_platform.config.settings import Settings
from churn_platform.history.event_log.results import Present, newest_results, page_of, present_of
from churn_platform.history.lookback import RAW, last_change, paired, with_files
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.reader.evaluations import Evaluations
from churn_platform.history.reader.of_run import results_of
from churn_platform.history.reader.opening import Open, OpenHistory
from churn_platform.history.reader.partition_facts import Partitions, position
from churn_platform.history.reader.runs import UNFINISHED, counts, last_run, progress_in, run_of
from churn_platform.history.reader.schedule import schedule_times, scheduler_of
from churn_platform.history.records import (
    CheckKey,
    Evaluation,
    Facts,
    Materialization,
    PartitionFacts,
    Run,
    RunProgress,
    SchedulerFacts,
)
from churn_platform.history.source_checks import last_check
from churn_platform.history.storage.present import Identity
from churn_platform.history.storage.run_databases import RunDatabases
from churn_platform.history.tables import RUNS, TICKS
from churn_platform.metadata import Tag

_SUCCESS: Final = dg.DagsterRunStatus.SUCCESS


class Reader:
    """Reads the history of one project; one that is not there yet is empty.

    Each of its methods that reads raises StorageError if the storage is locked, broken or
    unreachable.
    """

    def __init__(self, settings: Settings, open_instance: Open | None = None) -> None:
        self._settings = settings
        self._run_databases = RunDatabases()
        self._forget()
        self._history = OpenHistory(settings, open_instance, self._forget)

    def _forget(self) -> None:
        self._evaluations, self._partitions = Evaluations(), Partitions()
        self._state, self._known = cast("Identity | None", None), Facts(datetime.now(UTC))

    def read(self) -> Facts:
        """Return the newest state of everything, as known if nothing was written since."""
        now = datetime.now(UTC)
        ticks = schedule_times(self._settings.cron, now)
        with self._history.reading() as instance:
            if instance is None:
                return Facts(now, scheduler=SchedulerFacts(**ticks))
            state = self._history.state()
            if state is None or state != self._state:
                self._known, self._state = self._facts(instance, now), state
        scheduler = replace(self._known.scheduler, **ticks)
        damaged = self._run_databases.damaged(self._settings.history_dir)
        return replace(self._known, read_at=now, scheduler=scheduler, damaged=damaged)

    def _facts(self, instance: dg.DagsterInstance, now: datetime) -> Facts:
        own = OwnEvents.of(instance)
        dated = self._dated(own)
        shown = dated.get("partition")
        page = partial(page_of, own, partition=shown)
        is_empty = bool(dated) and shown is None
        newest = with_files(page, {} if is_empty else newest_results(own, ASSETS, shown))
        changed, run = last_change(page, newest), last_run(instance)
        succeeded = run and run.status == _SUCCESS.value
        return Facts(
            read_at=now,
            newest=newest,
            paired=paired(page, newest),
            evaluations=self._newest_evaluations(own, shown),
            last_check=last_check(instance, own, RAW, newest.get(RAW)),
            last_change=changed.time if changed else None,
            last_run=run,
            last_success=run if succeeded else last_run(instance, _SUCCESS),
            scheduler=SchedulerFacts(**scheduler_of(instance)),
            runs=counts(instance.run_storage, RUNS),
            ticks=counts(instance.schedule_storage, TICKS),
            **dated,
        )

    def page(self, key: str, limit: int, before: int | None = None) -> list[Materialization]:
        """Return up to `limit` results of an asset, newest first, older than `before`."""
        with self._history.reading() as instance:
            return [] if instance is None else page_of(OwnEvents.of(instance), key, limit, before)

    def partitions(self, limit: int, before: str | None = None) -> list[PartitionFacts]:
        """Return up to `limit` partitions of a dated source that are older than `before`."""
        ours = self._settings.partitioning
        with self._history.reading() as instance:
            if instance is None or ours is None:
                return []
            own = OwnEvents.of(instance)
            return self._partitions.page(own, ours.key_length, limit, before)

    def present(self, key: str, versions: Collection[str]) -> Present:
        """Return which of these data versions of an asset have an event, and its last wipe."""
        with self._history.reading() as instance:
            if instance is None:
                return Present()
            return present_of(OwnEvents.of(instance), key, versions)

    def results(self, run_id: str, keys: Sequence[str]) -> dict[str, Materialization]:
        """Return the metrics of a run and what they came from, see `results_of`."""
        with self._history.reading() as instance:
            return {} if instance is None else results_of(OwnEvents.of(instance), run_id, keys)

    def run(self, run_id: str) -> RunProgress | None:
        """Return a run and how far it is, or None if there is none of this id."""
        return self._run(dg.RunsFilter(run_ids=[run_id]))

    def launched_by(self, request_key: str) -> RunProgress | None:
        """Return the run that a request with this hashed key launched, or None."""
        return self._run(dg.RunsFilter(tags={Tag.REQUEST_KEY: request_key}))

    def in_progress(self) -> Run | None:
        """Return the oldest run that writes our assets, or is going to, if there is one."""
        with self._history.reading() as instance:
            wanted = dg.RunsFilter(statuses=UNFINISHED)
            records = [] if instance is None else instance.get_run_records(wanted, ascending=True)
            ours = [each for each in records if each.dagster_run.job_name in WRITING_JOBS]
            return run_of(ours[0]) if ours else None

    def close(self) -> None:
        """Let go of the history; the next read opens it again."""
        self._history.close()

    def _run(self, wanted: dg.RunsFilter) -> RunProgress | None:
        with self._history.reading() as instance:
            records = [] if instance is None else instance.get_run_records(wanted, limit=1)
            return progress_in(instance, records[0]) if instance and records else None

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
            self._evaluations = Evaluations(partition)
        return self._evaluations.newest(own)
