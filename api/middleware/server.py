"""The settings of the API's server: limits and trusted proxies."""

from typing import Any, Final

from api.middleware.connections import ConnectionLimits, limited_to
from churn_platform.config.settings import Settings

APP: Final = "api.main:app"
SERVER: Final[dict[str, Any]] = {
    # h11, since httptools reads headers of any length into memory
    "http": limited_to(ConnectionLimits()),
    "timeout_keep_alive": 5,
    "ws": "none",
    "access_log": False,
    "server_header": False,
    # by default, uvicorn trusts every process of this machine
    "proxy_headers": False,
}
"""Arguments of `uvicorn.Config`."""


def server_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments of `uvicorn.Config` for these settings."""
    proxies = settings.api_trusted_proxies
    return SERVER | {"proxy_headers": bool(proxies), "forwarded_allow_ips": proxies}
