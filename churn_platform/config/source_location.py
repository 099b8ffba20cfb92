"""The location of a source, an http(s) URL or a file, and how it may be shown."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from churn_platform.config.source_errors import SourceRefused

OBJECT_SCHEMES: Final = ("s3", "gs", "abfs", "abfss", "az", "oss")
"""URL schemes of object stores that fsspec supports."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
# a host name in any script or an IPv6 address, and a port
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.~-]*)(:[0-9]*)?", re.IGNORECASE)
_ENCODED_QUERY = re.compile(r"%(?:25)*3f", re.IGNORECASE)
_NOT_VALID = "(not a valid URL)"
_AMBIGUOUS = "(hidden: write @ as %40 unless it ends a password)"
_FINGERPRINT_ROUNDS = 100_000


def shown(source: str) -> str:
    """Return an address as it may be printed, logged, recorded and returned.

    Addresses are shown only through this function. It keeps scheme, host, port and path, and
    removes user, password, fragment and the query, which may be a signature; `?…` marks a removed
    query. Of a malformed address only the scheme is kept. A secret within the path is shown: do not
    put one there.
    """
    source = source.strip()
    scheme = _SCHEME.match(source)
    if not scheme:
        return _without_query(source) if _is_path(source) else _NOT_VALID
    try:
        parts = urlsplit(source)
        parts.port  # noqa: B018 - raises where an unescaped "/" in a password ended the host early
    except ValueError:
        return scheme[0] + _NOT_VALID
    host = unquote(parts.netloc).rpartition("@")[2]
    if not _HOST.fullmatch(host):
        return scheme[0] + _NOT_VALID
    behind = parts._replace(scheme="", netloc="").geturl()
    if "@" in behind and _may_be_cut(scheme[1].lower(), parts.netloc):
        return scheme[0] + _AMBIGUOUS
    query = "?…" if parts.query else ""
    return f"{parts.scheme}://{host}{_without_query(parts.path + query)}"


def identity(source: str) -> str:
    """Return a source's identity: its shown form, and a fingerprint of the hidden parts.

    User and password are not included. The result is recorded where anybody may read it, so the
    fingerprint uses a slow hash, which makes guessing a short secret expensive.
    """
    name, query = shown(source), _ENCODED_QUERY.sub("?", source).partition("?")[2]
    hidden = source if name.endswith((_NOT_VALID, _AMBIGUOUS)) else query
    return f"{name} ({_fingerprint(hidden, name)})" if hidden else name


@lru_cache(maxsize=16)
def _fingerprint(query: str, salt: str) -> str:
    rounds = _FINGERPRINT_ROUNDS
    return hashlib.pbkdf2_hmac("sha256", query.encode(), salt.encode(), rounds, dklen=4).hex()


def _is_path(source: str) -> bool:
    """Return whether it is a file path, not an address with a wrong or missing scheme."""
    if source.startswith("//") or "://" in source:
        return False
    if re.match(r"[a-z]:[\\/]|/", source, re.IGNORECASE):
        return True
    return not re.search(":.*@", source, re.DOTALL)


def _may_be_cut(scheme: str, netloc: str) -> bool:
    """Return whether an `@` after the host may belong to a password cut short by a special sign."""
    if scheme == "file" or "@" in netloc:
        return False
    return ":" in netloc or (scheme not in OBJECT_SCHEMES and "." not in netloc)


def _without_query(path: str) -> str:
    before, has_query, _ = _ENCODED_QUERY.sub("?", path).partition("?")
    return f"{before}?…" if has_query else before


def unquoted(error: BaseException) -> str:
    """Return a library's error message on one line, up to its first quotation.

    Its text may contain the address with everything that `shown` leaves out.
    """
    message = " ".join(str(error).split())
    return re.split(r"[bB]?['\"`<]|\S*(?:://|@|\?)|\bbytearray", message)[0].rstrip(" :(,=")


def is_http(source: str) -> bool:
    """Return whether the source is fetched over HTTP."""
    scheme = _SCHEME.match(source.strip())
    return scheme is not None and scheme[1].lower() in ("http", "https")


def is_object(source: str) -> bool:
    """Return whether the source is an object in a store, such as `s3://bucket/key`."""
    scheme = _SCHEME.match(source.strip())
    return scheme is not None and scheme[1].lower() in OBJECT_SCHEMES


def file_of(source: str, base: Path) -> Path:
    """Return the path of a file:// URL or a path; a relative one starts at `base`.

    Raises:
        SourceRefused: an unknown scheme, or a file on another machine.
    """
    source = source.strip()
    scheme = _SCHEME.match(source)
    if not scheme:
        return base / Path(source).expanduser()
    if scheme[1].lower() != "file":
        raise SourceRefused(
            f"{shown(source)}: scheme {scheme[1]!r} is not known; expected http, https, file, a"
            f" path, or one of {', '.join(OBJECT_SCHEMES)}"
        )
    parts = urlsplit(source)
    if parts.netloc not in ("", "localhost"):
        raise SourceRefused(
            f"{shown(source)}: names the host {shown(source)[7:].partition('/')[0]!r};"
            " expected file:///path with three slashes"
        )
    return Path(unquote(parts.path))
