"""What one run measured, and what that was made from, however long ago."""

from collections.abc import Sequence
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.schema import AssetEventTagsTable, SqlEventLogStorageTable
from sqlalchemy import Connection, func, select

from api.lookback import METRICS, RAW
from api.reader.events import MATERIALIZED, entry_of, materializations
from api.records import Record
from churn_platform.metadata import Tag

_events, _tags = SqlEventLogStorageTable.c, AssetEventTagsTable.c


def results_of(instance: dg.DagsterInstance, run_id: str, keys: Sequence[str]) -> dict[str, Record]:
    """Return the metrics of a run, and these other assets as the metrics came from them.

    A run that found a model up to date has none of its own: then it is that of the version that
    the metrics name. {} if the run measured nothing that can be read.
    """
    storage: Any = instance.event_log_storage
    with storage.index_connection() as connection:
        own = _events_of(connection, run_id)
        metrics = _read(connection, METRICS, own.get(METRICS))
        if metrics is None:
            return {}
        versions = {RAW: metrics.source_version, **metrics.upstream}
        found = {METRICS: metrics}
        for key in keys:
            id = own.get(key) or _of_version(connection, key, versions.get(key))
            record = _read(connection, key, id)
            found |= {key: record} if record else {}
        return found


def _events_of(connection: Connection, run_id: str) -> dict[str, int]:
    """Return the newest materialization of each asset in a run.

    By the run alone: asked for an asset as well, SQLite would look through all of the asset's.
    """
    query = select(_events.id, _events.asset_key, _events.dagster_event_type)
    rows = connection.execute(query.where(_events.run_id == run_id).order_by(_events.id)).all()
    return {
        dg.AssetKey.from_db_string(row.asset_key).to_user_string(): row.id  # type: ignore[union-attr]
        for row in rows
        if row.asset_key and row.dagster_event_type == MATERIALIZED
    }


def _of_version(connection: Connection, key: str, version: str | None) -> int | None:
    asset = dg.AssetKey(key).to_string()
    query = select(func.max(_tags.event_id)).where(
        _tags.asset_key == asset, _tags.key == Tag.DATA_VERSION, _tags.value == version
    )
    return connection.execute(query).scalar() if version else None


def _read(connection: Connection, key: str, id: int | None) -> Record | None:
    row = connection.execute(materializations(key).where(_events.id == id)).first() if id else None
    entry = entry_of(key, row) if row else None
    return entry if isinstance(entry, Record) else None
