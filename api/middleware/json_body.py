"""Parse request bodies as strict JSON."""

import json
import math
import re
from collections import Counter
from typing import Any, Final

from fastapi import HTTPException

MAX_BYTES: Final = 20_000_000
MAX_VALUES: Final = 5_000
"""Maximum number of values between two braces: more than a contract has columns."""
_MAX_DIGITS: Final = 308
"""An integer of so many digits is always within the range of a float."""
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""Half of a character beyond U+FFFF, as JSON escapes it."""


def parse_body(body: bytes | bytearray, max_objects: int = 1_000) -> Any:
    """Return the JSON value in a body.

    Args:
        body: the bytes.
        max_objects: maximum number of objects in it.

    Raises:
        HTTPException: 413 if it has too many objects, or too many values in one; 400 if it is not
            JSON, is nested too deeply, has a field twice, a number beyond the range of a float, or
            a text with half of a surrogate pair.
    """
    _check_size(body, max_objects)
    try:
        # between objects, the hook lets other threads run while a long body is parsed
        value = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
        if _SURROGATE.search(body):
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except RecursionError:
        raise HTTPException(400, "The body is nested too deeply.") from None
    except UnicodeDecodeError:
        raise HTTPException(400, "The body is not UTF-8.") from None
    except UnicodeEncodeError:
        detail = "The body has a text with half of a surrogate pair, which is not a character."
        raise HTTPException(400, detail) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise HTTPException(400, f"The body is not JSON: {error.msg} at {where}.") from None
    except ValueError as error:  # from the hooks below
        raise HTTPException(400, f"The body is not JSON: {error}.") from None


def _check_size(body: bytes | bytearray, max_objects: int) -> None:
    """Refuse a body that would take far more memory than bytes, or block other threads.

    An empty object takes 30 times its bytes; other threads wait while one long object is parsed.
    """
    if max(body.count(b"{"), body.count(b"}")) > max_objects:
        raise HTTPException(413, f"The body holds more than {max_objects:,} objects.")
    if any(piece.count(b",") > MAX_VALUES for piece in body.split(b"}")):
        raise HTTPException(413, f"The body holds more than {MAX_VALUES:,} values in one object.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        again = counts.most_common(1)[0][0]
        raise ValueError(f"the field {again[:40]!r} occurs twice in one object")
    return made


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is beyond the largest number")
    return number


def _whole(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        _finite(text)
    return int(text)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
