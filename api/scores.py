"""What the API answers about the models: the metrics document and its history."""

import copy
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, ValidationError

from api.records import Entry, Record
from api.schemas.base import CURSOR, Answer
from churn_platform.catalog import Meta


class ConfusionMatrix(Answer):
    """Customers of the test rows by truth and prediction; positive is a customer who left."""

    true_negative: int = Field(description="Stayed, predicted to stay.", examples=[1392])
    false_positive: int = Field(description="Stayed, predicted to leave.", examples=[161])
    false_negative: int = Field(description="Left, predicted to stay.", examples=[267])
    true_positive: int = Field(description="Left, predicted to leave.", examples=[293])


class Scores(Answer, extra="allow"):
    """Scores on the test rows; null where undefined, with the reason in `undefined`."""

    accuracy: float | None = Field(description="Share of right predictions.", examples=[0.8])
    precision: float | None = Field(
        description="Share of leavers among those predicted to leave.", examples=[0.65]
    )
    recall: float | None = Field(
        description="Share of the leavers that is predicted to leave.", examples=[0.55]
    )
    f1: float | None = Field(description="Harmonic mean of precision and recall.", examples=[0.59])
    roc_auc: float | None = Field(
        description="Area under the ROC curve: chance that a leaver ranks above a stayer.",
        examples=[0.84],
    )
    average_precision: float | None = Field(
        description="Average precision: the precision-recall curve in one number.",
        examples=[0.65],
    )
    log_loss: float | None = Field(
        description="Log loss of the probabilities; lower is better.", examples=[0.42]
    )
    brier: float | None = Field(
        description="Mean squared error of the probabilities; lower is better.", examples=[0.137]
    )
    confusion_matrix: ConfusionMatrix
    undefined: dict[str, str] = Field(
        {}, description="Why a score is null, by its name.", examples=[{}]
    )


class ModelScores(Scores):
    """Scores of one model file."""

    model_version: str = Field(
        description="Data version of the model file.", examples=["1b8a1cb1b6f9841c"]
    )


class MetricsDocument(Answer, extra="allow"):
    """Both models and a baseline, measured on the same held-out customers."""

    data_version: str = Field(
        description="Data version of the raw file.", examples=["20d0f471a7c378b0"]
    )
    train_rows: int = Field(description="Customers the models learned from.", examples=[4930])
    test_rows: int = Field(description="Customers they were measured on.", examples=[2113])
    churn_rate: float | None = Field(
        description="Share of leavers in the test rows, 0 to 1.", examples=[0.265]
    )
    baseline: Scores = Field(description="A model that knows only how many leave.")
    models: dict[str, ModelScores] = Field(
        description="Scores by model.", json_schema_extra={"x-key": "logistic_regression"}
    )


class Metrics(Answer):
    """The newest metrics."""

    state: Literal["ok", "no data yet", "unreadable"] = Field(
        description="`no data yet` until the models are measured.", examples=["ok"]
    )
    run_id: str | None = Field(
        None,
        description="Run that measured them.",
        examples=["84859e1f-5a15-4061-b8b6-b2c604ffe2fe"],
    )
    time: datetime | None = Field(
        None, description="When.", examples=["2026-03-01T12:02:07.250000Z"]
    )
    data_version: str | None = Field(
        None, description="Data version of the document.", examples=["98a0c3d20f6b1e77"]
    )
    metrics: MetricsDocument | None = Field(None, description="The document.")
    unreadable: str | None = Field(None, description="Why it cannot be read, if so.")


class ModelRun(Answer):
    """One entry in the history of the metrics."""

    run_id: str = Field(
        description="Run that measured the models.",
        examples=["84859e1f-5a15-4061-b8b6-b2c604ffe2fe"],
    )
    time: datetime = Field(description="When.", examples=["2026-03-01T12:02:07.250000Z"])
    data_version: str | None = Field(
        None, description="Data version of the document.", examples=["98a0c3d20f6b1e77"]
    )
    metrics: MetricsDocument | None = Field(None, description="The document.")
    unreadable: str | None = Field(None, description="Why it cannot be read, if so.")


class ModelRuns(Answer):
    """A page of the metrics' history, newest first."""

    items: list[ModelRun] = Field(description="The entries.")
    next_cursor: str | None = CURSOR


def model_run(entry: Entry) -> ModelRun:
    """Return one entry; what is not a metrics document is marked and not left out."""
    known: dict[str, Any] = {"run_id": entry.run_id, "time": entry.time}
    if not isinstance(entry, Record):
        return ModelRun(**known, unreadable=entry.reason)
    known["data_version"] = entry.data_version
    try:
        return ModelRun(**known, metrics=MetricsDocument.model_validate(_document(entry)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return ModelRun(**known, unreadable=f"metrics document, {where}: {first['msg']}")


def newest_metrics(record: Record | None) -> Metrics:
    """Return the newest metrics, or that there are none yet."""
    if record is None:
        return Metrics(state="no data yet")
    run = model_run(record)
    return Metrics(state="unreadable" if run.unreadable else "ok", **dict(run))


def _document(record: Record) -> Any:
    """Return the document, with a reason beside each number that was recorded as NaN."""
    document = copy.deepcopy(record.metadata.get(Meta.METRICS))
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
