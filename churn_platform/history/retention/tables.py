"""Dagster's tables by their own definitions: the same statements for SQLite and for Postgres."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

import dagster as dg
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from sqlalchemy import Column, Connection, Row, Select, delete

MATERIALIZED: Final = dg.DagsterEventType.ASSET_MATERIALIZATION.value
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


def asset_text(key: str) -> str:
    """Return an asset's key as Dagster's columns hold it."""
    return dg.AssetKey(key).to_string()


def read_metadata(event: str) -> dict[str, Any]:
    """Return the metadata of a materialization by its text; {} of what is none, or cannot be read.

    Dagster's own way would take ten times as long, and fail on an event of another version.
    """
    try:
        found = json.loads(event)["dagster_event"]["event_specific_data"]["materialization"]
        entries = found["metadata_entries"]
        return {each["label"]: _value(each["entry_data"]) for each in entries}
    except (ValueError, KeyError, TypeError):
        return {}


def _value(data: dict[str, Any]) -> Any:
    names = [name for name in data if not name.startswith("__")]
    return data[names[0]] if names else None


def newest_first(connection: Connection, query: Select[Any], at_once: int) -> Iterator[Row[Any]]:
    """Yield the events of a query, which selects their id and more, newest first.

    In pieces, since Dagster's connections to Postgres cannot read on where they stopped.
    """
    ids = SqlEventLogStorageTable.c.id
    before: int | None = None
    while True:
        piece = query if before is None else query.where(ids < before)
        rows = connection.execute(piece.order_by(ids.desc()).limit(at_once)).all()
        yield from rows
        if len(rows) < at_once:
            return
        before = rows[-1].id


def delete_where(connection: Connection, column: Column[Any], values: Sequence[Any]) -> None:
    """Delete the rows whose column has one of these values."""
    connection.execute(delete(column.table).where(column.in_(values)))


def parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield so many of the values at once."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
