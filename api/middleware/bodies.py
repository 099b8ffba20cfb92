"""Read request bodies within limits of type, size, time and memory."""

import asyncio
from dataclasses import dataclass
from email.message import Message
from typing import Final

from fastapi import HTTPException, Request
from starlette.types import Scope

from api.middleware.json_body import MAX_BYTES

SMALL_BYTES: Final = 65_536
"""Bodies up to this size do not count towards `bytes_together`."""
_JSON: Final = "application/json"
_SHARE: Final = "body_share"
_RETRY: Final = {"Retry-After": "1"}


@dataclass(frozen=True)
class BodyLimits:
    """Limits on request bodies.

    Attributes:
        bytes_together: maximum total of all bodies above `SMALL_BYTES` that are in progress.
        idle_seconds: a body that received nothing for this long may be dropped for others.
        incoming: maximum number of bodies that are being received.
        first_seconds: time that every body has, s.
        bytes_per_second: a body gets one more second for every so many bytes received.
        seconds: maximum time of a body, s.
    """

    bytes_together: int = 100_000_000
    idle_seconds: float = 2.0
    incoming: int = 256
    first_seconds: float = 10.0
    bytes_per_second: int = 100_000
    seconds: float = 60.0

    def seconds_for(self, size: int) -> float:
        """Return the time limit of a body, in seconds, after so many bytes."""
        return min(self.first_seconds + size / self.bytes_per_second, self.seconds)


@dataclass
class _Share:
    """The counted bytes of one body, and the time of its last bytes."""

    size: int = 0
    moved: float = 0.0


class Bodies:
    """Reads the bodies of all requests.

    At the limit, the body that has been idle longest is dropped, not the new one: so clients that
    never finish their bodies cannot block others.

    Args:
        limits: default: `BodyLimits()`.
    """

    def __init__(self, limits: BodyLimits | None = None) -> None:
        self.limits = limits or BodyLimits()
        self._incoming: dict[asyncio.Timeout, _Share] = {}
        self._held = 0

    @property
    def incoming(self) -> int:
        """Number of bodies that are being received."""
        return len(self._incoming)

    @property
    def held(self) -> int:
        """Total bytes of the bodies above `SMALL_BYTES`."""
        return self._held

    async def read(self, request: Request, maximum: int = MAX_BYTES) -> bytearray:
        """Return the body of a request; it counts towards the limits until it is released.

        Raises:
            HTTPException: 415 if its headers do not say JSON, or say it is compressed; 413 if it is
                longer than `maximum` bytes; 408 if it takes too long; 503 if there are too many.
        """
        _check_type(request)
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > maximum:
            raise _too_long(maximum)
        share = request.scope["state"][_SHARE] = _Share()
        return await self._receive(request, maximum, share)

    def release(self, scope: Scope) -> None:
        """Stop counting the body of a request, if any: its response was sent."""
        share = scope.get("state", {}).pop(_SHARE, None)
        if share is not None:
            self._held -= share.size

    async def _receive(self, request: Request, maximum: int, share: _Share) -> bytearray:
        limits, body, now = self.limits, bytearray(), asyncio.get_running_loop().time
        start, deadline = now(), asyncio.timeout(limits.first_seconds)
        try:
            async with deadline:
                if len(self._incoming) >= limits.incoming:
                    self._drop(next(iter(self._incoming)))
                self._incoming[deadline] = share
                async for piece in request.stream():
                    if len(body) + len(piece) > maximum:
                        raise _too_long(maximum)
                    self._hold(share, len(body) + len(piece), now())
                    body += piece
                    deadline.reschedule(start + limits.seconds_for(len(body)))
                    self._incoming[deadline] = self._incoming.pop(deadline)
        except TimeoutError:
            if deadline not in self._incoming:
                raise _too_many() from None
            waited = limits.seconds_for(len(body))
            raise HTTPException(408, f"The body was not received within {waited:.0f} s.") from None
        finally:
            self._incoming.pop(deadline, None)
        return body

    def _hold(self, share: _Share, size: int, now: float) -> None:
        share.moved = now
        if size <= SMALL_BYTES:
            return
        maximum = self.limits.bytes_together - (size - share.size)
        while self._held > maximum and (idle := self._idle(now)):
            self._drop(idle)
        if self._held > maximum:
            raise _too_many()
        self._held += size - share.size
        share.size = size

    def _idle(self, now: float) -> asyncio.Timeout | None:
        before = now - self.limits.idle_seconds
        for deadline, share in self._incoming.items():
            if share.size and share.moved <= before:
                return deadline
        return None

    def _drop(self, deadline: asyncio.Timeout) -> None:
        share = self._incoming.pop(deadline)
        self._held -= share.size
        share.size = 0
        if not deadline.expired():
            deadline.reschedule(0)


def _check_type(request: Request) -> None:
    given = request.headers.getlist("content-type")
    if len(given) != 1 or (given[0] != _JSON and not _is_json(given[0])):
        raise HTTPException(415, "Expected one header Content-Type: application/json, in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "Expected no Content-Encoding: send the JSON uncompressed.")


def _is_json(given: str) -> bool:
    header = Message()
    header["content-type"] = given
    charset = str(header.get_param("charset", "utf-8")).lower()
    return header.get_content_type() == _JSON and charset in ("utf-8", "utf8")


def _too_many() -> HTTPException:
    return HTTPException(503, "Too many bodies are being received; try again.", _RETRY)


def _too_long(maximum: int) -> HTTPException:
    return HTTPException(413, f"The body is longer than {maximum:,} bytes; send it in parts.")
