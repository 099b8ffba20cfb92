"""Request bodies on their way in: what they may be, how long they may take, how much they hold."""

import asyncio
from dataclasses import dataclass
from email.message import Message
from typing import Final

from fastapi import HTTPException, Request
from starlette.types import Scope

from api.middleware.json_body import MAX_BYTES

SMALL_BYTES: Final = 65_536
"""A body up to this size takes nothing of what all bodies may hold together."""
_JSON: Final = "application/json"
_SHARE: Final = "body_share"
_RETRY: Final = {"Retry-After": "1"}


@dataclass(frozen=True)
class BodyLimits:
    """What a body may cost.

    Attributes:
        bytes_together: most bytes of all bodies above `SMALL_BYTES`, until they are answered.
        idle_seconds: a body of which nothing has come for this long makes room for others,
        incoming: most bodies that wait for their client.
        first_seconds: a body has this long,
        bytes_per_second: and a second more for each so many bytes of it that have come,
        seconds: but no longer than this.
    """

    bytes_together: int = 100_000_000
    idle_seconds: float = 2.0
    incoming: int = 256
    first_seconds: float = 10.0
    bytes_per_second: int = 100_000
    seconds: float = 60.0

    def seconds_for(self, size: int) -> float:
        """Return how long a body may take of which so many bytes have come."""
        return min(self.first_seconds + size / self.bytes_per_second, self.seconds)


@dataclass
class _Share:
    """What one body takes of the bytes together, and when something of it came last."""

    size: int = 0
    moved: float = 0.0


class Bodies:
    """Reads the bodies of all requests.

    Where too many wait for their clients, the one of which nothing has come for the longest time
    is refused, and never a new one: so bodies without an end keep out nobody.

    Args:
        limits: by default those of the documentation.
    """

    def __init__(self, limits: BodyLimits | None = None) -> None:
        self.limits = limits or BodyLimits()
        self._incoming: dict[asyncio.Timeout, _Share] = {}
        self._held = 0

    @property
    def incoming(self) -> int:
        """How many bodies wait for their client."""
        return len(self._incoming)

    @property
    def held(self) -> int:
        """How many bytes the bodies above `SMALL_BYTES` take together."""
        return self._held

    async def read(self, request: Request, maximum: int = MAX_BYTES) -> bytearray:
        """Return the body of a request; it counts until it is released.

        Raises:
            HTTPException: 415 when by its headers it is no JSON, or compressed, 413 when it is
                longer than `maximum` bytes, 408 when it takes too long, 503 when all bodies
                together are too many.
        """
        _check_type(request)
        said = request.headers.get("content-length", "")
        if said.isdecimal() and int(said[:20]) > maximum:
            raise _too_long(maximum)
        share = request.scope["state"][_SHARE] = _Share()
        return await self._receive(request, maximum, share)

    def release(self, scope: Scope) -> None:
        """Count the body of a request no more, if one was read: its answer is sent."""
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
            raise HTTPException(408, f"The body did not come within {waited:.0f} s.") from None
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
    return HTTPException(503, "Too many bodies are on their way; ask again.", _RETRY)


def _too_long(maximum: int) -> HTTPException:
    return HTTPException(413, f"The body is longer than {maximum:,} bytes; send it in parts.")
