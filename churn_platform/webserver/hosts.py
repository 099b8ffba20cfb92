"""Host-header allow-list, against DNS rebinding.

A web page's author may let a name of their own lead to this machine; the browser would then take
our answers for those of their site.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
ANY: Final = "*"


def allowed_hosts(further: str, host: str, url: str) -> frozenset[str]:
    """Return the names that a server may be addressed by, in lower case and without brackets.

    These are this machine's own, those in `host` and `url`, and the further ones that are given.

    Args:
        further: names, separated by commas; `*` among them means any.
        host: address that the server listens on.
        url: its address in links, or "".
    """
    names = [*_LOOPBACK, host, urlsplit(url).hostname or "", *further.split(",")]
    return frozenset(_plain(name.strip()) for name in names if name.strip())


def is_allowed(headers: Headers, allowed: frozenset[str]) -> bool:
    """Whether the request has exactly one Host header, which names one of these."""
    hosts = headers.getlist("host")
    return len(hosts) == 1 and (ANY in allowed or _name(hosts[0]) in allowed)


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    has_port = colon and port.isdecimal() and (":" not in name or name.endswith("]"))
    return _plain(name if has_port else host)


def _plain(name: str) -> str:
    return name.lower().removeprefix("[").removesuffix("]")
