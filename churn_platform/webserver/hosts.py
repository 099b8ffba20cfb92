"""Host-header allow-list, against DNS rebinding.

The author of a web page may let their own domain resolve to this machine; the browser would then
treat our responses as those of their site.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
ANY: Final = "*"


def allowed_hosts(further: str, host: str, url: str) -> frozenset[str]:
    """Return the host names that a server accepts, in lower case and without brackets.

    These are this machine's own names, those in `host` and `url`, and the additional ones.

    Args:
        further: additional names, separated by commas; `*` means any.
        host: address that the server listens on.
        url: its address in links, or "".
    """
    names = [*_LOOPBACK, host, urlsplit(url).hostname or "", *further.split(",")]
    return frozenset(_plain(name.strip()) for name in names if name.strip())


def is_allowed(headers: Headers, allowed: frozenset[str]) -> bool:
    """Return whether the request has exactly one Host header, with an allowed name."""
    hosts = headers.getlist("host")
    return len(hosts) == 1 and (ANY in allowed or _name(hosts[0]) in allowed)


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    has_port = colon and port.isdecimal() and (":" not in name or name.endswith("]"))
    return _plain(name if has_port else host)


def _plain(name: str) -> str:
    return name.lower().removeprefix("[").removesuffix("]")
