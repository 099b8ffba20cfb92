"""Dagster's events of assets as our records: the only place that reads what an event says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import Row

from churn_platform.history.event_log.finite_json import nan_to_null
from churn_platform.history.records import Evaluation, Materialization, SourceCheck
from churn_platform.history.tables import in_utc, key_of
from churn_platform.metadata import Meta, Tag
from churn_platform.storage.artifacts import PublishedFile

_UNREADABLE: Final = "this version of the platform cannot read the recorded event"
_MODEL: Final = "application/octet-stream"
_PUBLIC_BEFORE: Final = ("text/html", "text/markdown", "text/javascript", "image/", _MODEL)
_PLAIN: Final = {
    "BoolMetadataEntryData": "value",
    "FloatMetadataEntryData": "value",
    "IntMetadataEntryData": "value",
    "JsonMetadataEntryData": "data",
    "MarkdownMetadataEntryData": "md_str",
    "TextMetadataEntryData": "text",
    "UrlMetadataEntryData": "url",
}
"""Kinds of metadata whose value stands in the text as it is, and the name it has there."""
_KINDS: Final = {
    "StepMaterializationData": ("materialization", "AssetMaterialization"),
    "AssetObservationData": ("asset_observation", "AssetObservation"),
}
"""Kinds of events that are read by their text, and where their text says what they record."""


@dataclass(frozen=True)
class _Event:
    """What an event of an asset says; `severity` if it is the evaluation of a check."""

    time: datetime
    metadata: dict[str, Any]
    undefined: Mapping[str, str]
    tags: Mapping[str, str] = field(default_factory=dict)
    partition: str | None = None
    severity: str = ""


def materialization_in(row: Row[Any]) -> Materialization:
    """Return the result that an event records; of one that cannot be read, what its row says.

    Args:
        row: `id`, `run_id`, `asset_key`, `timestamp` and `event` of the event log.
    """
    key, event = key_of(row.asset_key), _read(row.event)
    if event is None:
        recorded = in_utc(row.timestamp)
        return Materialization(key, row.id, row.run_id, recorded, unreadable=_UNREADABLE)
    return Materialization(
        key=key,
        id=row.id,
        run_id=row.run_id,
        time=event.time,
        data_version=event.tags.get(Tag.DATA_VERSION),
        metadata=event.metadata,
        undefined=event.undefined,
        files=files_of(event.metadata.get(Meta.FILES)),
        partition=event.partition,
    )


def observation_in(row: Row[Any]) -> SourceCheck | None:
    """Return the look at the source that an observation records; None if it cannot be read."""
    event = _read(row.event)
    return None if event is None else check_of(event.metadata, event.time, row.run_id, row.id)


def evaluation_in(row: Row[Any]) -> Evaluation:
    """Return an evaluation; the columns beside the event tell who, when and whether it passed."""
    bare = Evaluation(
        id=row.evaluation_event_storage_id,
        run_id=row.run_id,
        time=in_utc(row.evaluation_event_timestamp),
        passed=row.execution_status == "SUCCEEDED",
    )
    event = _read(row.evaluation_event)
    if event is None:
        return bare
    details = dict(event.metadata)
    found, expected, rows = (details.pop(name, None) for name in ("found", "expected", "rows"))
    return replace(
        bare,
        readable=True,
        severity="error" if event.severity == "ERROR" else "warning",
        found=None if found is None else str(found),
        expected=None if expected is None else str(expected),
        rows=rows if isinstance(rows, int) else None,
        details=details,
    )


def _read(text: str) -> _Event | None:
    """Return what an event says; None if nobody can read it."""
    return by_text(text) or by_dagster(text)


def by_text(text: str) -> _Event | None:
    """Read an event by its text, ten times as quickly as by Dagster's own classes.

    None if it is not one of a result or an observation, or has metadata that is not plain.
    """
    try:
        entry = from_json(text)
        event = entry["dagster_event"]
        data = event["event_specific_data"]
        place, kind = _KINDS[data["__class__"]]
        said = data[place]
        kinds = (entry["__class__"], event["__class__"], said["__class__"])
        if kinds != ("EventLogEntry", "DagsterEvent", kind):
            return None
        found = {each["label"]: _value(each["entry_data"]) for each in said["metadata_entries"]}
        # what was read from JSON has nothing else that JSON has not
        is_finite = "NaN" not in text and "Infinity" not in text
        metadata, undefined = (found, {}) if is_finite else nan_to_null(found)
        time, tags = datetime.fromtimestamp(entry["timestamp"], UTC), said["tags"] or {}
        return _Event(time, metadata, undefined, tags, said["partition"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _value(data: Mapping[str, Any]) -> Any:
    return data[_PLAIN[data["__class__"]]]


def by_dagster(text: str) -> _Event | None:
    """Read an event by Dagster's own classes; None if they cannot, as of another version."""
    import dagster as dg  # here, as little is left to it
    from dagster_shared.check import CheckError
    from dagster_shared.serdes import deserialize_value
    from dagster_shared.serdes.errors import DeserializationError

    try:
        entry = deserialize_value(text, dg.EventLogEntry)
        said: Any = (
            entry.asset_materialization or entry.asset_observation or entry.asset_check_evaluation
        )
        metadata, undefined = nan_to_null({n: each.value for n, each in said.metadata.items()})
        return _Event(
            datetime.fromtimestamp(entry.timestamp, UTC),
            metadata,
            undefined,
            getattr(said, "tags", None) or {},
            said.partition,
            said.severity.value if entry.asset_check_evaluation else "",
        )
    except (DeserializationError, CheckError, ValueError, TypeError, KeyError):
        return None
    except (AttributeError, OverflowError, RecursionError):
        return None  # an event of another kind, or no event


def check_of(metadata: Mapping[str, Any], time: datetime, run_id: str, id: int) -> SourceCheck:
    """Return the look at the source that this metadata of `raw_customers` records."""
    return SourceCheck(
        time=_checked_at(metadata.get(Meta.CHECKED_AT)) or time,
        changed=bool(metadata.get(Meta.SOURCE_CHANGED)),
        source=str(metadata.get(Meta.SOURCE, "")),
        is_sample=bool(metadata.get(Meta.IS_SAMPLE)),
        runless=not run_id,
        id=id,
    )


def _checked_at(text: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def files_of(recorded: Any) -> tuple[PublishedFile, ...]:
    """Return the recorded files; none when the record is not as our runs write it."""
    if not isinstance(recorded, list):
        return ()
    try:
        return tuple(
            PublishedFile(
                id=str(file["id"]),
                path=str(file["path"]),
                media_type=str(file["media_type"]),
                sha256=str(file["sha256"]),
                bytes=int(file["bytes"]),
                private=_is_private(file),
            )
            for file in recorded
        )
    except (KeyError, TypeError, ValueError):
        return ()


def _is_private(file: Mapping[str, Any]) -> bool:
    """Say whether a recorded file needs the token, as each does that is not called public.

    Earlier versions recorded nothing of it: of theirs only what is drawn for people is public, and
    the models.
    """
    private = file.get("private", not str(file["media_type"]).startswith(_PUBLIC_BEFORE))
    return private is not False
