"""Keeps the model history up to date: how good each model was, before its events may go."""

from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.schema import AssetEventTagsTable, SqlEventLogStorageTable
from sqlalchemy import Select, func, select

from churn_platform.catalog import CHAMPION
from churn_platform.history.model_history import (
    FILE,
    HistoryRow,
    history_rows,
    moment,
    read_history,
    updated,
    write_history,
)
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.retention.tables import asset_text, read_metadata
from churn_platform.metadata import Meta, Tag
from churn_platform.storage.private_files import folder_below

_METRICS = "model_metrics"
_events, _tags = SqlEventLogStorageTable.c, AssetEventTagsTable.c
_Seen = dict[str, tuple[datetime, datetime]]


def remember_models(instance: dg.DagsterInstance, data_dir: Path) -> int:
    """Bring data/reports/model_history.csv up to date; return how many models are new in it.

    Raises:
        HistoryError: the file is not as it was written; nothing is changed.
    """
    known = read_history(data_dir / FILE)
    own = OwnEvents.of(instance)
    seen = _seen(own)
    new = set(seen) - {row.version for row in known}
    rows = [row for version in new for row in _rows(own, version, seen[version])]
    champions = _versions(own, CHAMPION)
    merged = updated([*known, *rows], seen, champions)
    if merged != known:
        folder_below(data_dir, Path(FILE).parent)
        write_history(data_dir / FILE, merged)
    return len(rows)


def _seen(own: OwnEvents) -> _Seen:
    first = func.min(_tags.event_timestamp).label("first")
    last = func.max(_tags.event_timestamp).label("last")
    rows = own.execute(_versions_of(own, _METRICS, _tags.value, first, last).group_by(_tags.value))
    return {row.value: (moment(row.first), moment(row.last)) for row in rows}


def _rows(own: OwnEvents, version: str, seen: tuple[datetime, datetime]) -> list[HistoryRow]:
    event = _first_event(own, _METRICS, version)
    if event is None:
        return []  # the metrics were wiped, or another version wrote them
    run_id, text = event
    metadata = read_metadata(text)
    code = _code_of(metadata)

    def code_of(model: str, model_version: str) -> str:
        made = _first_event(own, f"{model}_model", model_version)
        return _code_of(read_metadata(made[1])) if made else code

    document = metadata.get(Meta.METRICS)
    return history_rows(
        document if isinstance(document, dict) else {},
        version=version,
        seen=seen,
        run_id=run_id,
        code_of=code_of,
        data_set=str(metadata.get(Meta.DATA_SET, "")),
    )


def _first_event(own: OwnEvents, key: str, version: str) -> tuple[str, str] | None:
    """Return run and text of the first event of a version of an asset."""
    first = _versions_of(own, key, func.min(_tags.event_id)).where(_tags.value == version)
    query = select(_events.run_id, _events.event)
    rows = own.execute(query.where(_events.id == first.scalar_subquery()))
    return (rows[0].run_id, rows[0].event) if rows else None


def _code_of(metadata: dict[str, object]) -> str:
    inputs = metadata.get(Meta.INPUTS)
    return str(inputs.get("code", "")) if isinstance(inputs, dict) else ""


def _versions(own: OwnEvents, key: str) -> set[str]:
    return {row.value for row in own.execute(_versions_of(own, key, _tags.value).distinct())}


def _versions_of(own: OwnEvents, key: str, *columns: Any) -> Select[Any]:
    """Return the query of what the data versions of an asset's results are tagged with."""
    return (
        select(*columns)
        .join_from(AssetEventTagsTable, SqlEventLogStorageTable, _events.id == _tags.event_id)
        .where(_tags.asset_key == asset_text(key), _tags.key == Tag.DATA_VERSION)
        .where(own.counts(_events))
    )
