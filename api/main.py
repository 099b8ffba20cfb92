"""The API over what the pipeline recorded: `uvicorn api.main:app`."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.middleware import problems
from api.middleware.access_log import AccessLog
from api.middleware.bodies import Bodies
from api.middleware.request_checks import RequestChecks, Seen
from api.middleware.thread_pool import BATCHES_WAITING, Pool
from api.pages.openapi import completed
from api.results.trend import Trend
from api.routes.customers import router as customers_router
from api.routes.models import router as models_router
from api.routes.pages import router as pages_router
from api.routes.partitions import router as partitions_router
from api.routes.pipeline import router
from api.routes.predictions import router as predictions_router
from api.routes.prometheus import router as metrics_router
from api.routes.runs import router as runs_router
from api.runs.exclusive import ExclusiveLauncher
from api.runs.launcher import Launch, Launcher
from api.serving.model import ModelCache
from api.serving.tables import Tables
from api.snapshot.cache import SnapshotCache
from api.snapshot.snapshot import Snapshot
from api.status.prometheus import Metrics
from churn_platform.config.settings import Settings, SettingsError, get_settings
from churn_platform.history.metrics_history import ModelRuns
from churn_platform.history.reader import Reader
from churn_platform.storage.private_files import keep_private
from churn_platform.storage.results_store import attach

_TURN_SECONDS = 0.001
_ROUTERS = (
    router,
    predictions_router,
    customers_router,
    models_router,
    partitions_router,
    runs_router,
    metrics_router,
    pages_router,
)
_DESCRIPTION = (
    "What the churn pipeline materialized, how good the models are, every file, and the risk of"
    " customers that you send. Errors are application/problem+json. Times are ISO-8601 in UTC."
)


def create_app(
    settings: Settings | None = None, reader: Reader | None = None, launch: Launch | None = None
) -> FastAPI:
    """Return the API.

    Args:
        settings: by default those of the environment.
        reader: the door to the history; by default that of the settings' project.
        launch: launches runs; by default through the settings' UI.

    Raises:
        SettingsError: a value in the environment is not allowed.
    """
    settings = settings or get_settings()
    reader = reader or Reader(settings)
    app = FastAPI(
        title="Customer churn",
        version=_version(),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
    )
    attach(settings.data_dir, settings.data_url)
    app.state.settings, app.state.reader = settings, reader
    problems.register(app)
    app.state.launch = launch or Launcher(settings)
    app.state.bodies = Bodies()
    app.state.once = ExclusiveLauncher(app.state.launch, reader, settings.data_dir)
    app.state.models, app.state.tables = ModelCache(settings), Tables(settings.data_dir)
    app.state.model_runs = ModelRuns(reader.page, reader.present, settings.data_dir)
    app.state.trend = Trend(app.state.model_runs.recent)
    app.state.log, app.state.metrics = AccessLog(settings), Metrics(partial(_now, app))
    for each in _ROUTERS:
        app.include_router(each)
    app.openapi = completed(app, settings)  # type: ignore[method-assign]
    # around all of it, the answer to an unexpected error included
    inner, bodies, tell = app.build_middleware_stack, app.state.bodies, partial(_tell, app)
    app.build_middleware_stack = lambda: RequestChecks(inner(), settings, bodies, tell)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    keep_private()  # also where the server was not started by `python -m api`
    cache = SnapshotCache(app.state.reader.read, app.state.settings.api_cache_seconds)
    app.state.cache, app.state.pool = cache, Pool()
    app.state.batches = Pool(threads=1, most_waiting=BATCHES_WAITING)
    app.state.log.start()
    # while the pool computes, the event loop gets its turn after 1 ms and not after 5
    sys.setswitchinterval(_TURN_SECONDS)
    # what was imported stays anyway: to look through it for garbage halts every answer for 0.2 s
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    app.state.pool.close()
    app.state.batches.close()
    cache.close()
    app.state.reader.close()
    app.state.log.close()


def _tell(app: FastAPI, seen: Seen) -> None:
    app.state.log.note(seen)
    app.state.metrics.note(seen)


def _now(app: FastAPI) -> tuple[Snapshot | None, str | None]:
    cache: SnapshotCache = app.state.cache
    return cache.snapshot, cache.trouble


def _operation_id(route: APIRoute) -> str:
    return route.name


def _version() -> str:
    try:
        return version("churn-platform")
    except PackageNotFoundError:
        return "not installed"


try:
    app = create_app()
except SettingsError as error:
    raise SystemExit(str(error)) from None
