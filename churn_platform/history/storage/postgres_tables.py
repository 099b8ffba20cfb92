"""Dagster's tables in Postgres: are they there, all of them, and finished?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

Identity = tuple[int, ...]
# those that the platform itself reads, of each of Dagster's three storages
_TABLES: Final = (
    "runs",
    "daemon_heartbeats",
    "event_logs",
    "asset_keys",
    "asset_check_executions",
    "instigators",
    "job_ticks",
    "secondary_indexes",
)
_LAST: Final = "asset_key_index_columns"
"""What `making` writes down last."""
_LOCK: Final = 7_043_002  # any number that nobody else in this database locks
_OIDS: Final = ", ".join(f"to_regclass('{name}')::oid::bigint" for name in _TABLES)


def identity(connection: "Connection") -> Identity | None:
    """Return what tells this history from one that replaces it, or None if a table is missing."""
    found = tuple(connection.execute(text(f"SELECT {_OIDS}")).one())
    return None if None in found else found


def is_made(connection: "Connection") -> bool:
    """Whether the history was made to the end."""
    query = (
        "SELECT count(*) FROM secondary_indexes WHERE name = :last"
        " AND migration_completed IS NOT NULL"
    )
    if identity(connection) is None:
        return False
    return bool(connection.execute(text(query), {"last": _LAST}).scalar())


def is_ready(connection: "Connection") -> bool:
    """Whether the history is made, and nobody is still at it."""
    key = {"key": _LOCK}
    if not connection.execute(text("SELECT pg_try_advisory_lock_shared(:key)"), key).scalar():
        return False
    connection.execute(text("SELECT pg_advisory_unlock_shared(:key)"), key)
    return is_made(connection)


@contextmanager
def making(connection: "Connection") -> Iterator[None]:
    """Keep other processes from making the history at the same time; a kill lets go."""
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
    try:
        yield
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
