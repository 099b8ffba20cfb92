"""What one run measured, and what that was made from, however long ago."""

from collections.abc import Sequence

import dagster as dg
from dagster._core.storage.event_log.schema import AssetEventTagsTable, SqlEventLogStorageTable
from sqlalchemy import func, select

from churn_platform.history.lookback import METRICS, RAW
from churn_platform.history.partition_log import MATERIALIZED, results
from churn_platform.history.provenance import OwnEvents, text_of
from churn_platform.history.reader.events import entry_of
from churn_platform.history.records import Record
from churn_platform.metadata import Tag

_events, _tags = SqlEventLogStorageTable.c, AssetEventTagsTable.c


def results_of(own: OwnEvents, run_id: str, keys: Sequence[str]) -> dict[str, Record]:
    """Return the metrics of a run, and these other assets as the metrics came from them.

    A run that found a model up to date has none of its own: then it is that of the version that
    the metrics name. {} if the run measured nothing that can be read.
    """
    made = _events_of(own, run_id)
    metrics = _read(own, METRICS, made.get(METRICS))
    if metrics is None:
        return {}
    versions = {RAW: metrics.source_version, **metrics.upstream}
    found = {METRICS: metrics}
    for key in keys:
        record = _read(own, key, made.get(key) or _of_version(own, key, versions.get(key)))
        found |= {key: record} if record else {}
    return found


def _events_of(own: OwnEvents, run_id: str) -> dict[str, int]:
    """Return the newest materialization of each asset in a run.

    By the run alone: asked for an asset as well, SQLite would look through all of the asset's.
    """
    query = select(_events.id, _events.asset_key, _events.dagster_event_type)
    rows = own.execute(query.where(_events.run_id == run_id).order_by(_events.id))
    return {
        dg.AssetKey.from_db_string(row.asset_key).to_user_string(): row.id  # type: ignore[union-attr]
        for row in rows
        if row.asset_key and row.dagster_event_type == MATERIALIZED
    }


def _of_version(own: OwnEvents, key: str, version: str | None) -> int | None:
    query = (
        select(func.max(_tags.event_id))
        .join_from(AssetEventTagsTable, SqlEventLogStorageTable, _events.id == _tags.event_id)
        .where(_tags.asset_key == text_of(key), _tags.key == Tag.DATA_VERSION)
        .where(_tags.value == version, own.counts(_events))
    )
    return own.execute(query)[0][0] if version else None


def _read(own: OwnEvents, key: str, id: int | None) -> Record | None:
    rows = own.rows(lambda: results(own, key, id)) if id else ()
    entry = entry_of(key, rows[0]) if rows else None
    return entry if isinstance(entry, Record) else None
