"""Checks of every request, and headers of every response."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.bodies import Bodies
from api.middleware.problems import CLIENT_GONE, problem, unexpected
from api.middleware.request_id import HEADER, request_id
from churn_platform.config.settings import Settings
from churn_platform.runtime.failures import kind_and_place
from churn_platform.webserver.hosts import allowed_hosts, is_allowed
from churn_platform.webserver.origins import is_cross_site

_log = logging.getLogger("churn.api")
MAX_URL: Final = 8_000
_LONG_DIGITS: Final = 5
_PIECE: Final = 65_536
UNKNOWN: Final = "unknown"
_RETRY_SECONDS: Final = "1"
# monitoring must work under overload
_ALWAYS: Final = ("/api/health", "/metrics")
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_READING: Final = ("GET", "HEAD", "OPTIONS")
HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every response that does not set them itself."""


@dataclass(frozen=True)
class Seen:
    """An answered request; only id and address come from the client."""

    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    bytes: int
    client: str


class RequestChecks:
    """Refuses invalid requests, completes response headers, and reports each request.

    It is the outermost middleware, so it also handles unexpected errors.

    Args:
        app: the application.
        settings: allowed hosts, and the maximum number of requests at a time.
        bodies: count the requests that are still being received.
        report: called at the end of each request.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, bodies: Bodies, report: Callable[[Seen], None]
    ) -> None:
        self._app, self._bodies, self._report = app, bodies, report
        self._hosts = allowed_hosts(settings.allowed_hosts, settings.api_host, settings.api_url)
        self._own = frozenset({urlsplit(settings.api_url).netloc.lower()})
        self._maximum = settings.api_max_requests
        self._active = 0
        self._unread = _Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send, self._unread)
        self._active += 1
        try:
            refusal = self._refusal(scope)
            await (refusal or self._app)(scope, answer.receive, answer.send)
        except Exception as error:
            _log.error("Request %s failed: %s", request_id(scope), kind_and_place(error))
            if not answer.began:
                await unexpected(Request(scope))(scope, answer.receive, answer.send)
        finally:
            self._active -= 1
            self._bodies.release(scope)
            self._report(answer.seen())

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        request = Request(scope)
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MAX_URL:
            return problem(request, 414, f"The address is longer than {MAX_URL:,} bytes.")
        if not is_allowed(request.headers, self._hosts):
            return problem(
                request,
                421,
                "The name in this request's Host header is not allowed;"
                " CHURN_ALLOWED_HOSTS lists additional names.",
            )
        if scope["method"] not in _READING and is_cross_site(request.headers, self._own):
            return problem(request, 403, "This request comes from a page of another site.")
        # clients that are slow to send or to read do not count
        answering = self._active - self._bodies.incoming - self._unread.value
        if answering > self._maximum and _path(scope) not in _ALWAYS:
            headers = {"Retry-After": _RETRY_SECONDS}
            return problem(request, 503, "Too many requests at a time; try again.", headers)
        return None


@dataclass
class _Counter:
    """Number of responses that wait for their client to read."""

    value: int = 0


class _Answer:
    """The response to one request, and its size and status for the log."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, unread: _Counter) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._unread = unread
        self._more = _has_long_body(Headers(scope=scope))
        self._start = time.perf_counter()
        self.began = False
        self._status, self._bytes = CLIENT_GONE, 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._more = self._more and bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began, self._status = True, message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers[HEADER] = request_id(self._scope)
            if self._more:
                # else the server would read the rest of the body, of any length
                headers["Connection"] = "close"
        self._unread.value += 1
        try:
            for each in _pieces(message):
                self._bytes += len(each.get("body", b""))
                await self._send(each)
        finally:
            self._unread.value -= 1

    def seen(self) -> Seen:
        scope, client = self._scope, self._scope.get("client")
        return Seen(
            request_id=request_id(scope),
            method=scope["method"] if scope["method"] in _METHODS else "other",
            route=route_of(scope),
            status=self._status,
            seconds=time.perf_counter() - self._start,
            bytes=self._bytes,
            client=_address(client[0]) if client else "",
        )


def _pieces(message: Message) -> Iterator[Message]:
    """Yield a long body in pieces, so that the server can wait for a slow client."""
    body = message.get("body", b"")
    if len(body) <= _PIECE:
        yield message
        return
    view = memoryview(body)
    for start in range(0, len(body), _PIECE):
        end = start + _PIECE
        more = end < len(body) or message.get("more_body", False)
        yield {**message, "body": bytes(view[start:end]), "more_body": more}


@lru_cache(maxsize=1024)
def _address(host: str) -> str:
    """Return a valid address, else `unknown`: a proxy may pass on anything."""
    try:
        return str(ip_address(host))
    except ValueError:
        return UNKNOWN


def _has_long_body(headers: Headers) -> bool:
    length = headers.get("content-length", "")
    return "transfer-encoding" in headers or len(length) > _LONG_DIGITS


def route_of(scope: Mapping[str, Any]) -> str:
    """Return the path template of the route, else `unknown`; never the client's text."""
    path = getattr(scope.get("route"), "path", None)
    if path is None and "endpoint" in scope and not scope.get("path_params"):
        path = _path(scope)  # a route of FastAPI itself: its path is its template
    return UNKNOWN if path is None else str(path)


def _path(scope: Mapping[str, Any]) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
