"""The services of one API: made together, handed to every route, stopped with the server."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Self

from api.middleware.access_log import AccessLog
from api.middleware.bodies import SMALL_BYTES, Bodies
from api.middleware.problems import ModelUnavailable
from api.middleware.request_checks import Seen
from api.middleware.thread_pool import BATCHES_WAITING, Pool
from api.results.trend import Trend
from api.runs.exclusive import ExclusiveLauncher
from api.runs.launcher import Launcher
from api.serving.model import ModelCache
from api.serving.tables import Tables
from api.snapshot.cache import SnapshotCache
from api.status.prometheus import Metrics
from churn_platform.config.settings import Settings
from churn_platform.history.metrics_history import ModelRuns
from churn_platform.history.reader import Reader
from churn_platform.history.storage.present import StorageError

_SWITCH_SECONDS: Final = 0.001
_log = logging.getLogger("churn.api")


def _keep_what_is_loaded() -> None:
    """Take modules out of the search for garbage, which would halt every answer for 0.2 s.

    Where nearly all objects are out of it, as when a process starts a second API, they stay as
    they are.
    """
    if len(gc.get_objects()) > gc.get_freeze_count() // 10:
        gc.collect()
        gc.freeze()


@dataclass(frozen=True)
class Services:
    """What the routes work with.

    Attributes:
        settings: of this API.
        reader: reads the history.
        model_runs: pages of the metrics' history, also of runs whose events are gone.
        cache: the newest snapshot of the history.
        trend: headline metrics of the last trainings.
        models: the champion in memory.
        tables: the customers, by id and by risk.
        launch: launches and cancels runs.
        exclusive: launches a run unless one is in progress.
        bodies: reads request bodies.
        pool: threads for work that an answer waits for.
        batches: threads for large bodies, so that small ones do not wait for them.
        log: the access log.
        metrics: what Prometheus reads.
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
        """Return the services for these settings; `reader` and `launch` by default theirs."""
        reader, launch = reader or Reader(settings), launch or Launcher(settings)
        model_runs = ModelRuns(reader.page, reader.present, settings.data_dir)
        tables = Tables(settings.data_dir)
        cache = SnapshotCache(reader.read, settings.api_cache_seconds, tables.load)
        return cls(
            settings=settings,
            reader=reader,
            model_runs=model_runs,
            cache=cache,
            trend=Trend(model_runs.recent),
            models=ModelCache(settings),
            tables=tables,
            launch=launch,
            exclusive=ExclusiveLauncher(launch, reader, settings.data_dir),
            bodies=Bodies(),
            pool=Pool(),
            batches=Pool(threads=1, most_waiting=BATCHES_WAITING),
            log=AccessLog(settings),
            metrics=Metrics(cache),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run what has threads of its own; on exit, stop it in the reverse order."""
        async with AsyncExitStack() as stack:
            for each in (self.log, self.reader, self.cache, self.batches, self.pool):
                stack.callback(each.close)
            self.log.start()
            # while the pool computes, the event loop gets its turn after 1 ms and not after 5
            sys.setswitchinterval(_SWITCH_SECONDS)
            _keep_what_is_loaded()
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            stack.callback(tasks.create_task(self._load_champion()).cancel)
            yield

    async def _load_champion(self) -> None:
        """Load the champion before it is asked for: its libraries take seconds of processor time.

        Where that fails, the first request that needs the champion loads it, or says why not.
        """
        try:
            # in no pool of the requests: it takes no request's turn
            await asyncio.to_thread(self.models.get, await self.cache.get())
        except (StorageError, ModelUnavailable) as error:
            _log.info("No model was loaded at the start: %s", error)
        except Exception:
            _log.exception("The model could not be loaded at the start")
        else:
            _keep_what_is_loaded()

    def pool_for(self, body: bytes | bytearray) -> Pool:
        """Return the pool that a request with this body is worked on in."""
        return self.batches if len(body) > SMALL_BYTES else self.pool

    async def current_partition(self) -> str | None:
        """Return the partition that results are of; None if the source is one table."""
        return (await self.cache.get()).facts.partition if self.settings.partitioning else None

    def note(self, seen: Seen) -> None:
        """Log and count a request that was answered."""
        self.log.note(seen)
        self.metrics.note(seen)
