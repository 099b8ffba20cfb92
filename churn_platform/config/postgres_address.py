"""The address of a Postgres database, checked and shown without its password."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

SETTING: Final = "CHURN_DAGSTER_POSTGRES_URL"
_DRIVER: Final = "postgresql+psycopg2"  # by name: SQLAlchemy's choice of one changes
_EXPECTED: Final = "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
_ESCAPED: Final = f"{_EXPECTED}, with : / ? # @ % in the password written as %3A and so on"


def checked_url(url: str) -> str:
    """Return the address as SQLAlchemy wants it.

    Raises:
        ValueError: it is no such address; the text holds nothing of it.
    """
    if "${" in url:
        raise ValueError(f"it holds ${{...}}, a variable that nobody replaced; {_EXPECTED}")
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres", _DRIVER):
        raise ValueError(_EXPECTED)
    if parts.netloc.count("@") > 1:  # libpq takes what is behind the first one for the host
        raise ValueError(_ESCAPED)
    try:
        whole = parts.port != 0 and bool(parts.hostname or "host" in parse_qs(parts.query))
    except ValueError:  # the port is no number
        whole = False
    if not whole or parts.fragment or not re.fullmatch(r"/[^/@]+", parts.path):
        raise ValueError(_ESCAPED)
    return f"{_DRIVER}{url.removeprefix(parts.scheme)}"


def place(url: str) -> str:
    """Return which database it is and where, for people."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    port = f":{parts.port}" if parts.port else ""
    return f"database {unquote(parts.path[1:])} at {host}{port}"
