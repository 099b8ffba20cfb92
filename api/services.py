"""The services of one API: created together, passed to every route, stopped with the server."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Self

from api.middleware.access_log import AccessLog
from api.middleware.bodies import SMALL_BYTES, Bodies
from api.middleware.request_checks import Seen
from api.middleware.thread_pool import BATCHES_WAITING, Pool
from api.results.trend import Trend
from api.runs.exclusive import ExclusiveLauncher
from api.runs.launcher import Launcher
from api.serving.model import ModelCache
from api.serving.tables import Tables
from api.snapshot.cache import SnapshotCache
from api.snapshot.snapshot import Snapshot
from api.status.prometheus import Metrics
from churn_platform.catalog import CHAMPION, LOOKED_UP
from churn_platform.config.settings import Settings
from churn_platform.history.metrics_history import ModelRuns
from churn_platform.history.reader import Reader
from churn_platform.history.storage.present import StorageError
from churn_platform.runtime.memory import freeze_loaded_objects

_SWITCH_SECONDS: Final = 0.001
_log = logging.getLogger("churn.api")


def _loaded_from(snapshot: Snapshot) -> list[int]:
    """Return the events of the results that are kept in memory."""
    newest = snapshot.facts.newest
    return [newest[key].id for key in (CHAMPION, *LOOKED_UP) if key in newest]


@dataclass(frozen=True)
class Services:
    """The services that the routes use.

    Attributes:
        settings: of this API.
        reader: reads the history.
        model_runs: pages of the metrics' history, including pruned runs.
        cache: the newest snapshot of the history.
        trend: headline metrics of the last trainings.
        models: the champion in memory.
        tables: the customers, by id and by risk.
        launch: launches and cancels runs.
        exclusive: launches a run unless one is in progress.
        bodies: reads request bodies.
        pool: threads for slow work of requests.
        batches: threads for large bodies, which small ones do not wait for.
        log: the access log.
        metrics: for Prometheus.
    """

    settings: Settings
    reader: Reader
    model_runs: ModelRuns
    cache: SnapshotCache
    trend: Trend
    models: ModelCache
    tables: Tables
    launch: Launcher
    exclusive: ExclusiveLauncher
    bodies: Bodies
    pool: Pool
    batches: Pool
    log: AccessLog
    metrics: Metrics

    @classmethod
    def of(
        cls, settings: Settings, reader: Reader | None = None, launch: Launcher | None = None
    ) -> Self:
        """Return the services for these settings; `reader` and `launch` replace the defaults."""
        reader, launch = reader or Reader(settings), launch or Launcher(settings)
        model_runs = ModelRuns(reader.page, reader.present, settings.data_dir)
        tables, models = Tables(settings.data_dir), ModelCache(settings)

        def prepare(snapshot: Snapshot) -> None:
            before = cache.snapshot
            if before is None or _loaded_from(before) != _loaded_from(snapshot):
                tables.load(snapshot)
                if before is not None:  # no answer waits for the first champion
                    models.load(snapshot)

        cache = SnapshotCache(reader.read, settings.api_cache_seconds, prepare)
        return cls(
            settings=settings,
            reader=reader,
            model_runs=model_runs,
            cache=cache,
            trend=Trend(model_runs.recent),
            models=models,
            tables=tables,
            launch=launch,
            exclusive=ExclusiveLauncher(launch, reader, settings.data_dir),
            bodies=Bodies(),
            pool=Pool(),
            batches=Pool(threads=1, max_waiting=BATCHES_WAITING),
            log=AccessLog(settings),
            metrics=Metrics(cache),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the services that have threads; on exit, stop them in reverse order."""
        async with AsyncExitStack() as stack:
            for each in (self.log, self.reader, self.cache, self.batches, self.pool):
                stack.callback(each.close)
            self.log.start()
            # while the pool computes, the event loop gets the GIL after 1 ms, not 5
            sys.setswitchinterval(_SWITCH_SECONDS)
            freeze_loaded_objects(collect=True)
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            stack.callback(tasks.create_task(self._load_champion()).cancel)
            yield

    async def _load_champion(self) -> None:
        """Load the first champion in advance: importing its libraries takes seconds."""
        try:
            snapshot = await self.cache.get()
        except StorageError as error:  # the first request that needs the champion loads it
            _log.info("No model was loaded: %s", error)
            return
        # not in the pools of the requests, which it would delay
        await asyncio.to_thread(self.models.load, snapshot)
        if self.models.is_loaded:
            freeze_loaded_objects(collect=True)

    def pool_for(self, body: bytes | bytearray) -> Pool:
        """Return the pool for a request with this body."""
        return self.batches if len(body) > SMALL_BYTES else self.pool

    async def current_partition(self) -> str | None:
        """Return the partition of the current results; None if the source is one table."""
        return (await self.cache.get()).facts.partition if self.settings.partitioning else None

    def note(self, seen: Seen) -> None:
        """Log and count a request that was answered."""
        self.log.note(seen)
        self.metrics.note(seen)
