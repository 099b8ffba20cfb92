"""What the removal of runs and events shares: connections, and statements on many rows."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

import dagster as dg
from sqlalchemy import Connection, Row, Select, TableClause, delete

from churn_platform.history.tables import EVENTS

FINISHED: Final = tuple(
    status.value
    for status in (
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.FAILURE,
        dg.DagsterRunStatus.CANCELED,
    )
)
AT_ONCE: Final = 250
"""Rows or runs of one statement: others wait no longer than it takes, and no list is too long."""


def connected(storage: Any) -> AbstractContextManager[Connection]:
    """Return a connection of a storage, in a transaction of its own.

    Of the event log it is the one to the index, which holds what concerns more than one run.
    """
    opened = getattr(storage, "index_connection", None) or storage.connect
    connection: AbstractContextManager[Connection] = opened()
    return connection


def newest_first(connection: Connection, query: Select[Any], at_once: int) -> Iterator[Row[Any]]:
    """Yield the events of a query, which selects their id and more, newest first.

    In pieces, since Dagster's connections to Postgres cannot read on where they stopped.
    """
    ids = EVENTS.c.id
    before: int | None = None
    while True:
        piece = query if before is None else query.where(ids < before)
        rows = connection.execute(piece.order_by(ids.desc()).limit(at_once)).all()
        yield from rows
        if len(rows) < at_once:
            return
        before = rows[-1].id


def delete_where(
    connection: Connection, table: TableClause, column: str, values: Sequence[Any]
) -> None:
    """Delete the rows of a table whose column has one of these values."""
    connection.execute(delete(table).where(table.c[column].in_(values)))


def parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield so many of the values at once."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
