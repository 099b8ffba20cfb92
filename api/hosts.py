"""Names that the API answers to: another in the Host header is a trick of a web page's author.

A page may let its own name lead to this machine, and would then read the API as its own site.
"""

from urllib.parse import urlsplit

from churn_platform.settings import Settings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY = "*"


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Return the names, in lower case and without brackets; `*` among them means any."""
    given = [part.strip() for part in settings.api_allowed_hosts.split(",") if part.strip()]
    if not given:
        given = [*_LOOPBACK, settings.api_host, urlsplit(settings.api_url).hostname or ""]
    return frozenset(_plain(name) for name in given if name)


def is_allowed(host: str, allowed: frozenset[str]) -> bool:
    """Whether a Host header, which may hold a port, names one of these."""
    return ANY in allowed or _name(host) in allowed


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    has_port = colon and port.isdecimal() and (":" not in name or name.endswith("]"))
    return _plain(name if has_port else host)


def _plain(name: str) -> str:
    return name.lower().removeprefix("[").removesuffix("]")
