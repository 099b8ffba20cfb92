"""Keeps the model history up to date: how good each model was, before its events may go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
from sqlalchemy import func

from churn_platform.catalog import CHAMPION
from churn_platform.history.event_log.parser import materialization_in
from churn_platform.history.event_log.results import events_of, tagged
from churn_platform.history.lookback import METRICS
from churn_platform.history.model_history import (
    BASELINE,
    CELLS,
    FILE,
    HistoryRow,
    finite,
    read_history,
    write_history,
)
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Materialization
from churn_platform.history.tables import TAGS, in_utc
from churn_platform.metadata import SCORES, Meta
from churn_platform.storage.private_files import folder_below

_tags = TAGS.c
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
    rows = own.execute(tagged(own, METRICS, _tags.value, first, last).group_by(_tags.value))
    return {row.value: (in_utc(row.first), in_utc(row.last)) for row in rows}


def _rows(own: OwnEvents, version: str, seen: tuple[datetime, datetime]) -> list[HistoryRow]:
    first = _first(own, METRICS, version)
    if first is None:
        return []  # the metrics were wiped, or another version wrote them

    def code_of(model: str, model_version: str) -> str:
        made = _first(own, f"{model}_model", model_version)
        return str((made or first).inputs.get("code", ""))

    document = first.metadata.get(Meta.METRICS)
    return history_rows(
        document if isinstance(document, dict) else {},
        version=version,
        seen=seen,
        run_id=first.run_id,
        code_of=code_of,
        data_set=str(first.metadata.get(Meta.DATA_SET, "")),
    )


def _first(own: OwnEvents, key: str, version: str) -> Materialization | None:
    """Return the first result of a version of an asset."""
    query = tagged(own, key, func.min(_tags.event_id)).where(_tags.value == version)
    return next(map(materialization_in, own.execute(events_of(query))), None)


def _versions(own: OwnEvents, key: str) -> set[str]:
    return {row.value for row in own.execute(tagged(own, key, _tags.value).distinct())}


def history_rows(
    document: Mapping[str, Any],
    *,
    version: str,
    seen: tuple[datetime, datetime],
    run_id: str,
    code_of: Callable[[str, str], str],
    data_set: str = "",
) -> list[HistoryRow]:
    """Return the rows of a metrics document; none of one that lacks what every document has.

    Args:
        document: as `model_metrics` records it.
        version: its data version.
        seen: when it was first and last recorded.
        run_id: the run that recorded it first.
        code_of: code version of a model's name and data version.
        data_set: see `Meta.DATA_SET`; empty if it is not known.
    """
    try:
        measured = {**document["models"], BASELINE: document["baseline"]}
        return [
            HistoryRow(
                *seen,
                run_id=run_id,
                version=version,
                data_version=str(document["data_version"]),
                code_version=code_of(name, str(scores.get("model_version", ""))),
                model=name,
                model_version=str(scores.get("model_version", "")),
                champion=False,
                train_rows=int(document["train_rows"]),
                test_rows=int(document["test_rows"]),
                churn_rate=finite(document["churn_rate"]),
                scores={each: finite(scores.get(each)) for each in SCORES},
                cells={each: int(scores["confusion_matrix"][each]) for each in CELLS},
                data_set=data_set,
            )
            for name, scores in measured.items()
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        return []


def updated(
    rows: Iterable[HistoryRow],
    seen: Mapping[str, tuple[datetime, datetime]],
    champions: set[str],
) -> list[HistoryRow]:
    """Return the rows with the times and the champions that are known now; nothing is forgotten.

    Args:
        rows: what was remembered.
        seen: data version of a metrics document -> when it was first and last recorded.
        champions: data versions of the models that served.
    """
    found = []
    for row in rows:
        first, last = seen.get(row.version, (row.first_seen, row.last_seen))
        found.append(
            replace(
                row,
                first_seen=min(first, row.first_seen),
                last_seen=max(last, row.last_seen),
                champion=row.champion or row.model_version in champions,
            )
        )
    return sorted(found, key=lambda row: (row.first_seen, row.version))
