"""The API over the recorded results: `uvicorn api.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.middleware import problems
from api.middleware.request_checks import RequestChecks
from api.pages.openapi import completed
from api.routes.customers import router as customers_router
from api.routes.models import router as models_router
from api.routes.pages import router as pages_router
from api.routes.pipeline import router
from api.routes.predictions import router as predictions_router
from api.routes.prometheus import router as metrics_router
from api.routes.runs import router as runs_router
from api.runs.launcher import Launcher
from api.services import Services
from api.status.health import platform_version
from churn_platform.config.settings import Settings, SettingsError, get_settings
from churn_platform.history.reader import Reader
from churn_platform.storage.private_files import keep_private
from churn_platform.storage.results_store import attach

_ROUTERS = (
    router,
    predictions_router,
    customers_router,
    models_router,
    runs_router,
    metrics_router,
    pages_router,
)
_DESCRIPTION = (
    "Results of the churn pipeline, metrics of the models, all files, and the churn risk of"
    " customers that you send. Errors are application/problem+json. Times are ISO-8601 in UTC."
)


def create_app(
    settings: Settings | None = None, reader: Reader | None = None, launch: Launcher | None = None
) -> FastAPI:
    """Return the API.

    Args:
        settings: by default those of the environment.
        reader: reads the history; by default that of the settings' project.
        launch: launches runs; by default through the settings' UI.

    Raises:
        SettingsError: a value in the environment is not allowed.
    """
    services = Services.of(settings or get_settings(), reader, launch)
    app = FastAPI(
        title="Customer churn",
        version=platform_version(),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=problems.HANDLERS,
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
    )
    attach(services.settings.data_dir, services.settings.data_url)
    app.state.services = services
    for each in _ROUTERS:
        app.include_router(each)
    app.openapi = completed(app, services.settings)  # type: ignore[method-assign]
    app.add_middleware(
        RequestChecks, settings=services.settings, bodies=services.bodies, report=services.note
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    keep_private()  # also if the server was not started by `python -m api`
    services: Services = app.state.services
    async with services.running():
        yield


def _operation_id(route: APIRoute) -> str:
    return route.name


try:
    app = create_app()
except SettingsError as error:
    raise SystemExit(str(error)) from None
