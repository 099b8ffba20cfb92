"""ASGI middleware for the Dagster UI, which by itself accepts requests from any web page."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from churn_platform.config.settings import Settings
from churn_platform.webserver.hosts import allowed_hosts, is_allowed
from churn_platform.webserver.origins import is_cross_site, is_page_load

JSON: Final = "application/json"
_METHODS: Final = ("GET", "HEAD", "POST")
_HEADERS: Final[Mapping[str, str]] = {
    # against clickjacking: pages of other sites must not show the UI in a frame
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_NAMED: Final = (
    "The Dagster UI does not accept the name in this request's Host header;"
    " CHURN_ALLOWED_HOSTS lists the accepted names."
)
CROSS_SITE: Final = (
    "This request comes from the page of another site. Behind a proxy, CHURN_UI_URL must be the"
    " address that browsers use."
)
NO_JSON: Final = "The Dagster UI accepts POST requests only with Content-Type: application/json."


class RequestGuard:
    """Refuses requests that a page of another site can make a browser send.

    The Host header must be allowed. A request from another site's page is refused unless it is a
    top-level navigation. Requests that can change something must be POST with JSON, which a page
    cannot send to another site without a preflight request; only our own pages may open WebSockets.

    Args:
        app: the application to protect.
        settings: for the UI's addresses.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = allowed_hosts(settings.allowed_hosts, settings.ui_host, settings.ui_url)
        self._own = frozenset({urlsplit(settings.ui_url).netloc.lower()} - {""})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request or a WebSocket, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif refusal := self._refusal(scope, Headers(scope=scope)):
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        is_socket = scope["type"] == "websocket"
        method = "" if is_socket else scope["method"]
        if not is_allowed(headers, self._hosts):
            status, text = 421, _NOT_NAMED
        elif is_cross_site(headers, self._own) and not is_page_load(method, headers):
            status, text = 403, CROSS_SITE
        elif is_socket:
            return None
        elif method not in _METHODS:
            status, text = 405, f"The Dagster UI accepts {', '.join(_METHODS)}."
        elif method == "POST" and not is_json(headers):
            status, text = 415, NO_JSON
        else:
            return None
        # a WebSocket closed before it is accepted gets status 403
        return WebSocketClose(reason=text) if is_socket else PlainTextResponse(text, status)


def is_json(headers: Headers) -> bool:
    """Return whether the only Content-Type header is JSON, ignoring parameters such as charset."""
    types = headers.getlist("content-type")
    return len(types) == 1 and types[0].partition(";")[0].strip().lower() == JSON


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.append(name, value)  # besides Dagster's own policy; browsers apply both
            headers.setdefault("X-Content-Type-Options", "nosniff")
        await send(message)

    return send_with_headers
