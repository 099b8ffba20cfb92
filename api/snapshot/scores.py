"""Recorded metrics as answers."""

import copy
from typing import Any

from pydantic import ValidationError

from api.schemas.metrics import Metrics, MetricsDocument, ModelRun
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta


def model_run(entry: Materialization) -> ModelRun:
    """Return one entry; if its document is invalid, `unreadable` says why.

    Every field is set, so `exclude_unset` leaves the document as it was recorded.
    """
    if entry.unreadable:
        return _run(entry, None, entry.unreadable)
    try:
        return _run(entry, MetricsDocument.model_validate(_document(entry)), None)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _run(entry, None, f"metrics document, {where}: {first['msg']}")


def _run(
    entry: Materialization, metrics: MetricsDocument | None, unreadable: str | None
) -> ModelRun:
    known = {"partition": entry.partition, "data_set": entry.metadata.get(Meta.DATA_SET)}
    return ModelRun(
        **{name: value for name, value in known.items() if value},
        run_id=entry.run_id,
        time=entry.time,
        data_version=entry.data_version,
        metrics=metrics,
        unreadable=unreadable,
        from_history=entry.from_history,
    )


def newest_metrics(record: Materialization | None) -> Metrics:
    """Return the newest metrics, or that there are none yet."""
    if record is None:
        nothing = dict.fromkeys(Metrics.model_fields)
        return Metrics.model_validate({**nothing, "state": "no data yet"})
    run = model_run(record)
    facts = {name: value for name, value in run if name in Metrics.model_fields}
    return Metrics(state="unreadable" if run.unreadable else "ok", **facts)


def _document(record: Materialization) -> Any:
    """Return the document, with the reason for each number that was recorded as NaN."""
    document = record.metadata.get(Meta.METRICS)
    if record.undefined:
        document = copy.deepcopy(document)
    for place, reason in record.undefined.items():
        root, *path = place.split(".")
        if root == Meta.METRICS and path:
            _explain(document, path, reason)
    return document


def _explain(document: Any, path: list[str], reason: str) -> None:
    *parents, name = path
    for parent in parents:
        document = document[parent] if isinstance(document, dict) else None
    reasons = document.setdefault("undefined", {}) if isinstance(document, dict) else None
    if isinstance(reasons, dict):
        reasons.setdefault(name, reason)
