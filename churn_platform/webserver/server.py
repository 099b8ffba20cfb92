"""Dagster's webserver with request checks, and with its unprotected endpoints closed."""

from typing import Any

import dagster_webserver.app
from dagster_webserver.webserver import DagsterWebserver
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from churn_platform.config.settings import Settings
from churn_platform.webserver.guard import CROSS_SITE, RequestGuard
from churn_platform.webserver.origins import is_cross_site
from churn_platform.webserver.tokens import is_known

_GRAPHQL_BY_GET = "GraphQL accepts only POST with Content-Type: application/json."
_REPORTS_OFF = (
    "Reporting events is off; CHURN_UI_REPORTED_EVENTS=true allows it with the API's token."
)
_NO_TOKEN = "Reporting events needs the header `Authorization: Bearer` with the API's token."  # noqa: S105


class GuardedWebserver(DagsterWebserver[Any, Any]):
    """The Dagster UI as this platform serves it."""

    _settings: Settings
    """Set by `install`: Dagster makes the object itself."""

    def build_middleware(self) -> list[Middleware]:
        """Return Dagster's own middleware, after the request checks."""
        return [Middleware(RequestGuard, settings=self._settings), *super().build_middleware()]

    async def graphql_http_endpoint(self, request: Request) -> Response:
        """Handle GraphQL by POST; GET only returns the page for typing queries."""
        if request.method != "POST":
            if is_cross_site(request.headers):  # a link could contain a query
                return PlainTextResponse(CROSS_SITE, 403)
            if "text/html" not in request.headers.get("accept", ""):
                return PlainTextResponse(_GRAPHQL_BY_GET, 405, {"Allow": "POST"})
        answer: Response = await super().graphql_http_endpoint(request)
        return answer

    async def report_asset_materialization_endpoint(self, request: Request) -> Response:  # type: ignore[override]
        """Record a reported materialization, if that is enabled and the token is valid."""
        return self._refused(request) or await super().report_asset_materialization_endpoint(
            request
        )

    async def report_asset_check_endpoint(self, request: Request) -> Response:  # type: ignore[override]
        """Record a reported check evaluation, if that is enabled and the token is valid."""
        return self._refused(request) or await super().report_asset_check_endpoint(request)

    async def report_asset_observation_endpoint(self, request: Request) -> Response:  # type: ignore[override]
        """Record a reported observation, if that is enabled and the token is valid."""
        return self._refused(request) or await super().report_asset_observation_endpoint(request)

    def _refused(self, request: Request) -> Response | None:
        settings = self._settings
        if not settings.ui_reported_events:
            return PlainTextResponse(_REPORTS_OFF, 403)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        digests = settings.api_token_sha256.split(",") if settings.api_token_sha256 else []
        if scheme.lower() == "bearer" and is_known(token, digests):
            return None
        return PlainTextResponse(_NO_TOKEN, 401, {"WWW-Authenticate": "Bearer"})


def install(settings: Settings) -> None:
    """Let Dagster's command serve the guarded application.

    Args:
        settings: of the pipeline whose UI it is.

    Raises:
        RuntimeError: this version of Dagster creates its application differently, and would serve
            it without the request checks.
    """
    # the command has no option for it, and our own command would need private classes of Dagster
    if getattr(dagster_webserver.app, "DagsterWebserver", None) is not DagsterWebserver:
        raise RuntimeError(
            "dagster_webserver.app makes no DagsterWebserver: the guard does not fit"
        )
    GuardedWebserver._settings = settings
    dagster_webserver.app.DagsterWebserver = GuardedWebserver  # type: ignore[attr-defined]
