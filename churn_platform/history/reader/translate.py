"""Dagster's records as ours. Imports nothing of Dagster: the reader passes its objects in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from churn_platform.history.reader.finite_json import nan_to_null
from churn_platform.history.reader.wording import clipped
from churn_platform.history.records import (
    Evaluation,
    Record,
    RecordedFile,
    Run,
    RunProgress,
    SourceCheck,
)
from churn_platform.metadata import Meta, Tag
from churn_platform.runtime.failures import recorded_kind_and_place
from churn_platform.wording import job_words

_MODEL = "application/octet-stream"
SCHEDULE_TAG = "dagster/schedule_name"
_PUBLIC_BEFORE = ("text/html", "text/markdown", "text/javascript", "image/", _MODEL)
_FAILURE = "FAILURE"
_DONE = ("SUCCESS", "SKIPPED", _FAILURE)


def moment(timestamp: float | None) -> datetime | None:
    """Return seconds since 1970 as a UTC time."""
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)


def record_of(key: str, record: Any) -> Record:
    """Return an event log record of a materialization."""
    entry = record.event_log_entry
    event = entry.asset_materialization
    metadata, undefined = metadata_of(event)
    return Record(
        key=key,
        id=record.storage_id,
        run_id=entry.run_id,
        time=datetime.fromtimestamp(entry.timestamp, UTC),
        data_version=(event.tags or {}).get(Tag.DATA_VERSION),
        metadata=metadata,
        undefined=undefined,
        files=files_of(metadata.get(Meta.FILES)),
        partition=event.partition,
    )


def metadata_of(event: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the metadata of an event as strict JSON, and what in it is undefined."""
    metadata, undefined = nan_to_null({name: value.value for name, value in event.metadata.items()})
    return metadata, undefined


def run_of(record: Any) -> Run:
    """Return a run record; a run without a trigger of its own was launched by a person."""
    run = record.dagster_run
    keys = {key.to_user_string() for key in run.asset_selection or ()}
    by_schedule = "schedule" if SCHEDULE_TAG in run.tags else "person"
    return Run(
        id=run.run_id,
        job=job_words(run.job_name, keys),
        status=run.status.value,
        start=moment(record.start_time),
        end=moment(record.end_time),
        trigger=run.tags.get(Tag.TRIGGER, by_schedule),
        partition=run.tags.get(Tag.PARTITION),
        why=run.tags.get(Tag.WHY) if run.status.value == _FAILURE else None,
    )


def progress_of(
    record: Any, steps: Sequence[str] | None, stats: Sequence[Any], failures: Sequence[Any]
) -> RunProgress:
    """Return a run record with how far the run is.

    Args:
        record: the run.
        steps: keys of the steps that are planned, if that is known.
        stats: what became of each step that has begun.
        failures: log entries of the step and the run that failed.
    """
    states = {each.step_key: each.status.value if each.status else "" for each in stats}
    tags = record.dagster_run.tags
    going = [key for key, state in states.items() if state == "IN_PROGRESS"]
    run = run_of(record)
    return RunProgress(
        run=run,
        done=sum(state in _DONE for state in states.values()),
        total=None if steps is None else len(steps),
        current=going[0] if going and run.end is None else None,
        outcome=tags.get(Tag.OUTCOME),
        error=_error_of(failures),
        request=tags.get(Tag.REQUEST),
    )


def _error_of(failures: Sequence[Any]) -> str | None:
    """Return the first failure in a line: our own words of it, and of others only the kind."""
    for entry in failures:
        event = entry.dagster_event
        data = event.event_specific_data
        if given := getattr(data, "user_failure_data", None):
            return _line(given.description or given.label)
        if (error := getattr(data, "error", None)) is not None:
            return _line(f"{event.step_key or 'the run'}: {recorded_kind_and_place(error)}")
        if event.message:
            return _line(event.message)
    return None


def _line(text: str) -> str:
    return clipped(" ".join(text.split()))


def check_of(metadata: Mapping[str, Any], timestamp: float, run_id: str, id: int) -> SourceCheck:
    """Return the look at the source that this metadata of `raw_customers` records."""
    return SourceCheck(
        time=_checked_at(metadata.get(Meta.CHECKED_AT)) or datetime.fromtimestamp(timestamp, UTC),
        changed=bool(metadata.get(Meta.SOURCE_CHANGED)),
        source=str(metadata.get(Meta.SOURCE, "")),
        is_sample=bool(metadata.get(Meta.IS_SAMPLE)),
        runless=not run_id,
        id=id,
    )


def evaluation_of(bare: Evaluation, event: Any) -> Evaluation:
    """Return the bare evaluation with what its event says."""
    details, _ = metadata_of(event)
    found, expected, rows = (details.pop(name, None) for name in ("found", "expected", "rows"))
    return replace(
        bare,
        readable=True,
        severity="error" if event.severity.value == "ERROR" else "warning",
        found=None if found is None else str(found),
        expected=None if expected is None else str(expected),
        rows=rows if isinstance(rows, int) else None,
        details=details,
    )


def _checked_at(text: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def files_of(recorded: Any) -> tuple[RecordedFile, ...]:
    """Return the recorded files; none when the record is not as our runs write it."""
    if not isinstance(recorded, list):
        return ()
    try:
        return tuple(
            RecordedFile(
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
