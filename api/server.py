"""The limits of the server that the API runs in."""

from typing import Any, Final

APP: Final = "api.main:app"
SERVER: Final[dict[str, Any]] = {
    # h11 and not httptools, which takes headers of any length into memory
    "http": "h11",
    "h11_max_incomplete_event_size": 16_384,
    # connections, idle ones included; what is answered at a time is a setting of ours
    "limit_concurrency": 1_000,
    "timeout_keep_alive": 5,
    "ws": "none",
    "access_log": False,
    "server_header": False,
}
"""Arguments of `uvicorn.Config`."""
