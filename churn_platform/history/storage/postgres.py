"""The Postgres database of the history: how it is reached, and what is wrong with it.

The address holds a password, so texts name the setting, the database and the host, and nothing else
of it.
"""

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from churn_platform.config.postgres_address import SETTING, place
from churn_platform.storage.private_files import replace

if TYPE_CHECKING:
    from sqlalchemy import Engine

MARKER: Final = "postgres.txt"
"""A file of the history's folder that says that the history is not there."""
_CONNECT_SECONDS: Final = 5
_NO_DRIVER: Final = (
    "dagster-postgres is not installed; in the project's folder:"
    " .venv/bin/pip install -e '.[postgres]'"
)


class PostgresError(Exception):
    """The history in Postgres cannot be used; one line, without the password."""


@lru_cache(maxsize=4)
def engine_of(url: str) -> "Engine":
    """Return the one engine of this process for a database.

    A connection is asked whether it still lives before it is used, so that a restart of Postgres is
    noticed by nobody who comes after it. Two of them stay open between statements.

    Raises:
        PostgresError: the driver is not installed.
    """
    if not (find_spec("dagster_postgres") and find_spec("psycopg2")):
        raise PostgresError(f"{SETTING} is set, but {_NO_DRIVER}")
    from sqlalchemy import create_engine

    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=2,
        max_overflow=-1,  # the others are closed after use
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "churn"},
    )


def reach(url: str) -> None:
    """Connect once.

    Raises:
        PostgresError: it cannot be reached, or does not let us in.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine_of(url).connect().close()
    except SQLAlchemyError as error:
        raise PostgresError(f"{SETTING}: {place(url)}: {reason(error)}") from None


def reason(error: BaseException) -> str:
    """Return what Postgres, or the library that speaks to it, said: one line, no statement."""
    said = str(getattr(error, "orig", None) or type(error).__name__).strip()
    first = said.split("\n")[0]
    # what comes before it is the address again
    return re.sub(r"^.*? failed: (FATAL:\s*|fe_sendauth: )?", "", first)


def require(history_dir: Path, url: str | None) -> None:
    """See that the history is where this process would look for it, and answers.

    Raises:
        PostgresError: Postgres does not answer; or this process lacks the setting that others have.
    """
    if url is not None:
        reach(url)
    elif (history_dir / MARKER).is_file():
        raise PostgresError(
            f"{SETTING} is not set, but the history is in Postgres; set it for this process too, or"
            " start afresh in SQLite with make reset"
        )


def mark(history_dir: Path, url: str) -> None:
    """Note for processes that lack the setting that the history is elsewhere."""
    path = history_dir / MARKER
    if not path.is_file():
        text = f"The history is in Postgres, {place(url)}.\n"
        replace(path, lambda file: file.write(text.encode()))
