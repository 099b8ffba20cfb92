"""Request bodies: read up to a ceiling, and parsed as JSON proper."""

import asyncio
import json
from collections import Counter
from typing import Any, Final

from fastapi import HTTPException, Request

MOST_BYTES: Final = 20_000_000
MOST_SECONDS: Final = 60.0


async def read_body(
    request: Request, most: int = MOST_BYTES, seconds: float = MOST_SECONDS
) -> bytes:
    """Return the body; a longer one is refused as soon as that is known.

    Raises:
        HTTPException: 413 when it is longer than `most` bytes, 408 when it takes too long.
    """
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > most:
        raise _too_long(most)
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, most)
    except TimeoutError:
        raise HTTPException(408, f"The body did not come within {seconds:g} s.") from None


async def _read(request: Request, most: int) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise _too_long(most)
        pieces.append(piece)
    return b"".join(pieces)


def parse_body(body: bytes) -> Any:
    """Return the JSON value in a body.

    Raises:
        HTTPException: 400 when it is no JSON, is nested too deep, or names a field twice.
    """
    try:
        # the hook also lets other threads run while a long body is parsed
        text = body.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise HTTPException(400, "The body is nested too deep.") from None
    except UnicodeDecodeError:
        raise HTTPException(400, "The body is no UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise HTTPException(400, f"The body is no JSON: {error.msg} at {where}.") from None
    except ValueError as error:  # of ours, or a number of thousands of digits
        raise HTTPException(400, f"The body is no JSON: {_short(error)}.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        again = counts.most_common(1)[0][0]
        raise ValueError(f"the field {again[:40]!r} stands twice in one object")
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _short(error: ValueError) -> str:
    text = str(error)
    return "a number has too many digits" if "integer string conversion" in text else text


def _too_long(most: int) -> HTTPException:
    return HTTPException(413, f"The body is longer than {most:,} bytes; send it in parts.")
