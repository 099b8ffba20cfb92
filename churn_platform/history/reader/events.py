"""What the history says of assets: materializations, observations, evaluations."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC
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
from sqlalchemy import Row, select

from churn_platform.catalog import ASSETS
from churn_platform.history import partition_log
from churn_platform.history.lookback import RAW
from churn_platform.history.metrics_history import Present
from churn_platform.history.partition_log import OBSERVED, newest_events
from churn_platform.history.provenance import OwnEvents, text_of
from churn_platform.history.reader.event_text import record_in
from churn_platform.history.reader.translate import (
    check_of,
    evaluation_of,
    metadata_of,
    record_of,
)
from churn_platform.history.records import (
    Entry,
    Evaluation,
    Record,
    SourceCheck,
    Unreadable,
)
from churn_platform.history.source_checks import AFTER
from churn_platform.metadata import Tag

# what reading an event raises that another version wrote
UNREADABLE: Final = (DeserializationError, CheckError, ValueError, TypeError, KeyError)
_events: Final = SqlEventLogStorageTable.c


def latest(own: OwnEvents) -> dict[str, Record | None]:
    """Return each asset's newest result by one query; None for what cannot be read."""
    return records_in(newest_events(own, ASSETS))


def records_in(rows: Iterable[Row[Any]]) -> dict[str, Record | None]:
    """Return results by asset; None for what cannot be read."""
    entries = {key: entry_of(key, row) for row in rows if (key := key_of(row))}
    return {key: one if isinstance(one, Record) else None for key, one in entries.items()}


def key_of(row: Row[Any]) -> str:
    """Return the asset of an event."""
    (key,) = json.loads(row.asset_key)
    return str(key)


def page_of(
    own: OwnEvents, key: str, limit: int, before: int | None, partition: str | None = None
) -> list[Entry]:
    """Read each event by itself: one that cannot be read neither hides nor ends the list."""
    return [entry_of(key, row) for row in partition_log.page_of(own, key, limit, before, partition)]


def entry_of(key: str, row: Row[Any]) -> Entry:
    """Return a row of `materializations` as it is read, or marked."""
    if record := record_in(key, row.id, row.event):
        return record
    try:
        entry = deserialize_value(row.event, dg.EventLogEntry)
        return record_of(key, dg.EventLogRecord(row.id, entry))
    except (*UNREADABLE, AttributeError):  # the last: an event of another kind
        return Unreadable(key, row.id, row.run_id, row.timestamp.replace(tzinfo=UTC))


def present_of(own: OwnEvents, key: str, versions: Collection[str]) -> Present:
    """Return which of these data versions of an asset have an event, and its last wipe."""
    tags, assets, asset = AssetEventTagsTable.c, AssetKeyTable.c, text_of(key)
    found = (
        select(tags.value)
        .join_from(AssetEventTagsTable, SqlEventLogStorageTable, _events.id == tags.event_id)
        .where(tags.asset_key == asset, tags.key == Tag.DATA_VERSION, own.counts(_events))
        .where(tags.value.in_(list(versions)))
        .distinct()
    )
    wiped = own.execute(select(assets.wipe_timestamp).where(assets.asset_key == asset))
    moment = wiped[0].wipe_timestamp if wiped else None
    return Present(
        versions={row.value for row in own.execute(found)},
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


def last_check(
    own: OwnEvents, raw: Record | None, seen: Mapping[str, Any] | None
) -> SourceCheck | None:
    """Return the last look at the source.

    Args:
        own: the events that count: a run's observation of no change is one.
        raw: the newest table that a run took in.
        seen: what the last tick that launched no run recorded, see `looks`.
    """
    checks = [check_of(raw.metadata, raw.time.timestamp(), raw.run_id, raw.id)] if raw else []
    for row in newest_events(own, [RAW], kind=OBSERVED):
        try:
            entry = deserialize_value(row.event, dg.EventLogEntry)
            metadata, _ = metadata_of(entry.asset_observation)
            checks.append(check_of(metadata, entry.timestamp, row.run_id, row.id))
        except (*UNREADABLE, AttributeError):
            continue  # an unreadable observation says nothing; the materialization still does
    if seen:
        checks.append(check_of(seen, 0.0, "", seen[AFTER]))
    return max(checks, key=lambda check: check.time, default=None)
