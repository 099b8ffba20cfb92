"""The id of a request: the one that the client sent if it is valid, else a new one."""

import re
import uuid
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER: Final = "X-Request-ID"
_VALID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


def request_id(scope: Scope) -> str:
    """Return the request's id, which is kept in its state."""
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        given = Headers(scope=scope).get(HEADER, "")
        state["request_id"] = given if _VALID.fullmatch(given) else uuid.uuid4().hex
    return str(state["request_id"])
