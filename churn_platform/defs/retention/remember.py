"""Keeps the model history up to date: how good each model was, before its events may go."""

from datetime import datetime
from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log.schema import AssetEventTagsTable, SqlEventLogStorageTable
from sqlalchemy import Connection, func, select

from churn_platform.catalog import CHAMPION
from churn_platform.defs.retention.tables import asset_text, connected, read_metadata
from churn_platform.files import folder_below
from churn_platform.metadata import Meta, Tag
from churn_platform.model_history import (
    FILE,
    Remembered,
    moment,
    read_history,
    remembered,
    updated,
    write_history,
)

_METRICS = "model_metrics"
_events, _tags = SqlEventLogStorageTable.c, AssetEventTagsTable.c
_Seen = dict[str, tuple[datetime, datetime]]


def remember_models(instance: dg.DagsterInstance, data_dir: Path) -> int:
    """Bring data/reports/model_history.csv up to date; return how many models are new in it.

    Raises:
        HistoryError: the file is not as it was written; nothing is changed.
    """
    known = read_history(data_dir / FILE)
    with connected(instance.event_log_storage) as connection:
        seen = _seen(connection)
        new = set(seen) - {row.version for row in known}
        rows = [row for version in new for row in _rows(connection, version, seen[version])]
        champions = _versions(connection, CHAMPION)
    merged = updated([*known, *rows], seen, champions)
    if merged != known:
        folder_below(data_dir, Path(FILE).parent)
        write_history(data_dir / FILE, merged)
    return len(rows)


def _seen(connection: Connection) -> _Seen:
    times = func.min(_tags.event_timestamp), func.max(_tags.event_timestamp)
    query = select(_tags.value, *times).where(
        _tags.asset_key == asset_text(_METRICS), _tags.key == Tag.DATA_VERSION
    )
    found = connection.execute(query.group_by(_tags.value)).all()
    return {version: (moment(first), moment(last)) for version, first, last in found}


def _rows(
    connection: Connection, version: str, seen: tuple[datetime, datetime]
) -> list[Remembered]:
    event = _first_event(connection, _METRICS, version)
    if event is None:
        return []  # the metrics were wiped, or another version wrote them
    run_id, text = event
    metadata = read_metadata(text)
    own = _code_of(metadata)

    def code_of(model: str, model_version: str) -> str:
        made = _first_event(connection, f"{model}_model", model_version)
        return _code_of(read_metadata(made[1])) if made else own

    document = metadata.get(Meta.METRICS)
    return remembered(
        document if isinstance(document, dict) else {},
        version=version,
        seen=seen,
        run_id=run_id,
        code_of=code_of,
    )


def _first_event(connection: Connection, key: str, version: str) -> tuple[str, str] | None:
    """Return run and text of the first event of a version of an asset."""
    first = (
        select(func.min(_tags.event_id))
        .where(_tags.asset_key == asset_text(key), _tags.key == Tag.DATA_VERSION)
        .where(_tags.value == version)
        .scalar_subquery()
    )
    found = connection.execute(select(_events.run_id, _events.event).where(_events.id == first))
    row = found.first()
    return (row.run_id, row.event) if row else None


def _code_of(metadata: dict[str, object]) -> str:
    inputs = metadata.get(Meta.INPUTS)
    return str(inputs.get("code", "")) if isinstance(inputs, dict) else ""


def _versions(connection: Connection, key: str) -> set[str]:
    query = select(_tags.value).where(
        _tags.asset_key == asset_text(key), _tags.key == Tag.DATA_VERSION
    )
    return set(connection.execute(query.distinct()).scalars())
