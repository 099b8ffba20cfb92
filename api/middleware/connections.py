"""Connections of the server, with limits on request headers and on slow clients."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_MEDIA_TYPE: Final = b"application/problem+json"


@dataclass(frozen=True)
class ConnectionLimits:
    """Limits on connections.

    Attributes:
        head_bytes: maximum size of request line and headers together.
        head_seconds: maximum time until they are complete, since the connection was accepted or
            the previous response was sent.
        read_seconds: maximum time in which the client reads nothing of a response.
        waiting: maximum number of connections that wait for their client.
    """

    head_bytes: int = 16_384
    head_seconds: float = 10.0
    read_seconds: float = 60.0
    waiting: int = 400


class Waiting:
    """Connections that wait for their client, each with a deadline; the longest wait first.

    At the limit, the one that has waited longest is closed, not the new one: so clients that send
    nothing cannot block others.
    """

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._timers: dict[Connection, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        return len(self._timers)

    def add(self, connection: "Connection", seconds: float, give_up: Callable[[], None]) -> None:
        """Restart the wait of a connection; `give_up` is called after so many seconds."""
        self.remove(connection)
        if len(self._timers) >= self._maximum:
            oldest = next(iter(self._timers))
            self.remove(oldest)
            oldest.transport.abort()
        self._timers[connection] = connection.loop.call_later(seconds, give_up)

    def remove(self, connection: "Connection") -> None:
        """End the wait of a connection."""
        timer = self._timers.pop(connection, None)
        if timer is not None:
            timer.cancel()


_of_server: WeakKeyDictionary[ServerState, Waiting] = WeakKeyDictionary()


class _Parser(h11.Connection):
    """Also refuses headers that are too long but arrive at once, which h11 accepts."""

    def __init__(self, maximum: int) -> None:
        super().__init__(h11.SERVER, maximum)
        self._maximum = maximum
        self.error_status = 400

    def next_event(self) -> Any:
        is_head = self.their_state is h11.IDLE
        before = len(self.trailing_data[0]) if is_head else 0
        try:
            event = super().next_event()
            if isinstance(event, h11.Request):
                _check_length(event)
            if before > self._maximum and isinstance(event, h11.Request):
                self._check(before - len(self.trailing_data[0]))
        except h11.RemoteProtocolError as error:
            self.error_status = 431 if error.error_status_hint == 431 else 400
            raise
        return event

    def _check(self, size: int) -> None:
        if size > self._maximum:
            raise h11.RemoteProtocolError("head too long", error_status_hint=431)


def _check_length(request: h11.Request) -> None:
    """Refuse a body with two lengths: a proxy may use the other one (RFC 9112, 6.3)."""
    if {b"content-length", b"transfer-encoding"} <= {name for name, _ in request.headers}:
        raise h11.RemoteProtocolError("both Content-Length and Transfer-Encoding")


class Connection(H11Protocol):
    """One connection; use the subclass that `limited_to` returns."""

    limits: ClassVar[ConnectionLimits]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conn = self._parser = _Parser(self.limits.head_bytes)
        self.waiting = _of_server.setdefault(self.server_state, Waiting(self.limits.waiting))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the wait."""
        self.waiting.remove(self)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Handle the received data; complete headers end the wait."""
        super().handle_events()
        self._wait_no_more()

    def on_response_complete(self) -> None:
        """Wait for the next request, and for the client to read the rest of this response."""
        self._wait()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._wait()

    def resume_writing(self) -> None:
        """Continue the response."""
        super().resume_writing()
        self._wait_no_more()

    def send_400_response(self, msg: str) -> None:
        """Refuse invalid HTTP, or headers that are too long."""
        self._refuse(self._parser.error_status, msg)

    def _wait(self) -> None:
        unread = self.transport.get_write_buffer_size()
        limits = self.limits
        seconds = limits.read_seconds if unread else limits.head_seconds
        self.waiting.add(self, seconds, self._give_up)

    def _wait_no_more(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and not self.flow.write_paused and not self.transport.is_closing():
            self.waiting.remove(self)

    def _give_up(self) -> None:
        if self.transport.is_closing() or self.transport.get_write_buffer_size():
            self.transport.abort()
        elif self.conn.trailing_data[0]:
            self._refuse(408, "The request was not received in time.")
        else:
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            # the request in progress ends as if its client had disconnected
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for event in _refusal(status, detail):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._wait()


def limited_to(limits: ConnectionLimits) -> type[Connection]:
    """Return a protocol class with these limits, for `uvicorn.Config(http=...)`."""
    return type("LimitedConnection", (Connection,), {"limits": limits})


def _refusal(status: int, detail: str) -> tuple[h11.Event, ...]:
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", _MEDIA_TYPE),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    answer = h11.Response(status_code=status, headers=headers, reason=title.encode())
    return answer, h11.Data(data=body), h11.EndOfMessage()
