"""What the history says of assets: materializations, observations, evaluations."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

import dagster as dg
from dagster._check import CheckError
from dagster._core.storage.event_log.schema import (
    AssetEventTagsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from dagster_shared.serdes import deserialize_value
from dagster_shared.serdes.errors import DeserializationError
from sqlalchemy import Row, Select, func, select

from api.event_text import record_in
from api.lookback import RAW
from api.past import Present
from api.records import (
    Entry,
    Evaluation,
    Record,
    SourceCheck,
    Unreadable,
)
from api.translate import (
    check_of,
    evaluation_of,
    metadata_of,
    record_of,
)
from churn_platform.catalog import ASSETS
from churn_platform.metadata import Tag

# what reading an event raises that another version wrote
UNREADABLE: Final = (DeserializationError, CheckError, ValueError, TypeError, KeyError)
MATERIALIZED: Final = dg.DagsterEventType.ASSET_MATERIALIZATION.value
_events: Final = SqlEventLogStorageTable.c


def latest(instance: dg.DagsterInstance) -> dict[str, Record | None]:
    """Return each asset's newest materialization by one query; None for what cannot be read."""
    try:
        records = instance.get_asset_records([dg.AssetKey(key) for key in ASSETS])
        entries = [record.asset_entry for record in records]
        return {
            key: record_of(key, entry.last_materialization_record)
            for entry in entries
            if entry.last_materialization_record and (key := entry.asset_key.to_user_string())
        }
    except UNREADABLE:
        return dict.fromkeys(ASSETS)


def page_of(
    instance: dg.DagsterInstance,
    key: str,
    limit: int,
    before: int | None,
    partition: str | None = None,
) -> list[Entry]:
    """Read each event by itself: one that cannot be read neither hides nor ends the list."""
    query = materializations(key).order_by(_events.id.desc()).limit(limit)
    if before is not None:
        query = query.where(_events.id < before)
    if partition is not None:
        query = query.where(_events.partition == partition)
    storage: Any = instance.event_log_storage
    with storage.index_connection() as connection:
        return [entry_of(key, row) for row in connection.execute(query).fetchall()]


def materializations(key: str) -> Select[Any]:
    """Return the query of what an asset's materializations are, since it was last wiped."""
    asset, assets = dg.AssetKey(key).to_string(), AssetKeyTable.c
    wiped = select(assets.wipe_timestamp).where(assets.asset_key == asset)
    return (
        select(_events.id, _events.run_id, _events.timestamp, _events.event)
        .where(_events.asset_key == asset)
        .where(_events.dagster_event_type == MATERIALIZED)
        .where(_events.timestamp > func.coalesce(wiped.scalar_subquery(), datetime(1970, 1, 1)))
    )


def entry_of(key: str, row: Row[Any]) -> Entry:
    """Return a row of `materializations` as it is read, or marked."""
    if record := record_in(key, row.id, row.event):
        return record
    try:
        entry = deserialize_value(row.event, dg.EventLogEntry)
        return record_of(key, dg.EventLogRecord(row.id, entry))
    except (*UNREADABLE, AttributeError):  # the last: an event of another kind
        return Unreadable(key, row.id, row.run_id, row.timestamp.replace(tzinfo=UTC))


def present_of(instance: dg.DagsterInstance, key: str, versions: Collection[str]) -> Present:
    """Return which of these data versions of an asset have an event, and its last wipe."""
    tags, assets, asset = AssetEventTagsTable.c, AssetKeyTable.c, dg.AssetKey(key).to_string()
    wiped = select(assets.wipe_timestamp).where(assets.asset_key == asset)
    found = (
        select(tags.value)
        .where(tags.asset_key == asset, tags.key == Tag.DATA_VERSION)
        .where(tags.value.in_(list(versions)))
        .distinct()
    )
    storage: Any = instance.event_log_storage
    with storage.index_connection() as connection:
        moment = connection.execute(wiped).scalar()
        return Present(
            versions=set(connection.execute(found).scalars()),
            wiped=moment.replace(tzinfo=UTC) if moment else None,
        )


def evaluation_in(row: Row[Any]) -> Evaluation:
    """Read an evaluation; the columns beside the event tell who, when and whether it passed."""
    bare = Evaluation(
        id=row.evaluation_event_storage_id,
        run_id=row.run_id,
        time=row.evaluation_event_timestamp.replace(tzinfo=UTC),
        passed=row.execution_status == "SUCCEEDED",
    )
    try:
        entry = deserialize_value(row.evaluation_event, dg.EventLogEntry)
        return evaluation_of(bare, entry.asset_check_evaluation)
    except (*UNREADABLE, AttributeError):  # the last: an event of another kind
        return bare


def last_check(instance: dg.DagsterInstance, raw: Record | None) -> SourceCheck | None:
    """Return the last look at the source: a materialization, or an observation of no change."""
    checks = [check_of(raw.metadata, raw.time.timestamp(), raw.run_id, raw.id)] if raw else []
    try:
        observed = instance.fetch_observations(dg.AssetKey(RAW), limit=1).records
        for record in observed:
            metadata, _ = metadata_of(record.event_log_entry.asset_observation)
            checks.append(check_of(metadata, record.timestamp, record.run_id, record.storage_id))
    except UNREADABLE:
        pass  # an unreadable observation says nothing; the materialization still does
    return max(checks, key=lambda check: check.time, default=None)
