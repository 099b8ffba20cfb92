"""Request bodies, parsed as JSON proper."""

import json
from collections import Counter
from typing import Any, Final

from fastapi import HTTPException

MOST_BYTES: Final = 20_000_000


def parse_body(body: bytes | bytearray) -> Any:
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
