"""Check the address of a Postgres database, and show it without its password."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

SETTING: Final = "CHURN_DAGSTER_POSTGRES_URL"
_DRIVER: Final = "postgresql+psycopg2"  # the driver is named, since SQLAlchemy's default changes
_EXPECTED: Final = "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
_ESCAPED: Final = f"{_EXPECTED}, with : / ? # @ % in the password written as %3A and so on"


def checked_url(url: str) -> str:
    """Return the address in SQLAlchemy's form.

    Raises:
        ValueError: not a valid address; the message does not quote it.
    """
    if "${" in url:
        raise ValueError(f"it contains ${{...}}, a variable that was not replaced; {_EXPECTED}")
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres", _DRIVER):
        raise ValueError(_EXPECTED)
    if parts.netloc.count("@") > 1:  # libpq takes everything after the first @ as the host
        raise ValueError(_ESCAPED)
    try:
        whole = parts.port != 0 and bool(parts.hostname or "host" in parse_qs(parts.query))
    except ValueError:  # the port is not a number
        whole = False
    if not whole or parts.fragment or not re.fullmatch(r"/[^/@]+", parts.path):
        raise ValueError(_ESCAPED)
    return f"{_DRIVER}{url.removeprefix(parts.scheme)}"


def place(url: str) -> str:
    """Return the database's name and host, for display."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    port = f":{parts.port}" if parts.port else ""
    return f"database {unquote(parts.path[1:])} at {host}{port}"
