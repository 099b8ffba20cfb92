"""How the API is started: one place that knows the command, and the limits of its server."""

import sys
from typing import Any, Final

from churn_platform.settings import Settings

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


def api_command(settings: Settings) -> list[str]:
    """Return the command that serves the API at the settings' address."""
    command = [sys.executable, "-m", "uvicorn", APP, "--log-level", "warning"]
    command += ["--host", settings.api_host, "--port", str(settings.api_port)]
    for name, value in SERVER.items():
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            command.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            command += [f"--{flag}", str(value)]
    return command
