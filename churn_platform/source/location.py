"""Where a source is: an http(s) URL or a file; and how it may be shown."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from churn_platform.source.errors import SourceRefused

OBJECT_SCHEMES: Final = ("s3", "gs", "abfs", "abfss", "az", "oss")
"""Of object stores that fsspec has a library for."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def shown(source: str) -> str:
    """Return the source as it may be logged and recorded: without user and password."""
    source = source.strip()
    scheme = _SCHEME.match(source)
    if not scheme:
        return source
    try:
        parts = urlsplit(source)
        parts.port  # noqa: B018 - raises where an unescaped "/" in a password ended the host early
    except ValueError:
        return f"{scheme[0]}(not a valid URL)"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def is_http(source: str) -> bool:
    """Whether the source is fetched over the network."""
    scheme = _SCHEME.match(source.strip())
    return scheme is not None and scheme[1].lower() in ("http", "https")


def is_object(source: str) -> bool:
    """Whether the source is an object of a store, such as `s3://bucket/key`."""
    scheme = _SCHEME.match(source.strip())
    return scheme is not None and scheme[1].lower() in OBJECT_SCHEMES


def file_of(source: str, base: Path) -> Path:
    """Return the path of a file:// URL or of a path; a relative one starts at `base`.

    Raises:
        SourceRefused: another scheme, or a file on another machine.
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
