"""What the API answers: run, source, assets, artifacts, health. Times are ISO-8601 in UTC."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from churn_platform.catalog import ArtifactType

_RUN = "84859e1f-5a15-4061-b8b6-b2c604ffe2fe"
_TIME = "2026-03-01T12:02:07.250000Z"
_VERSION = "20d0f471a7c378b0"
_SHA = "20d0f471a7c378b02a9e54ee7b6a1a4a5a5b9b0ac9d5a1f1fd4c6b3a8f6f6c55"

State = Literal["ok", "no data yet"]
STATE = Field(description="`no data yet` until something is materialized.", examples=["ok"])
CURSOR = Field(
    None,
    description="Pass it as `cursor` for the page that follows; null on the last page.",
    examples=["YmVmb3JlOjEyMzQ"],
)


class Answer(BaseModel):
    """Base of all answers: filled from our own records as well as from dictionaries."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Answer):
    """An error, as RFC 9457 describes it."""

    type: str = Field("about:blank", description="Kind of problem; the status says it all.")
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(description="HTTP status.", examples=[404])
    detail: str = Field(
        description="What was wrong with this request.", examples=["There is no asset 'raw'."]
    )
    instance: str = Field(description="Path of the request.", examples=["/api/assets/raw"])
    request_id: str | None = Field(
        None, description="For an unexpected error: where to find it in the log."
    )
    errors: list[dict[str, str]] | None = Field(
        None, description="For a 422: each wrong parameter and why."
    )


class RecordedFile(Answer):
    """One file as the run that wrote it recorded it."""

    id: str = Field(description="Its id in /api/artifacts.", examples=["metrics.json"])
    media_type: str = Field(description="Media type.", examples=["application/json"])
    bytes: int = Field(description="Size in bytes.", examples=[2048])
    sha256: str = Field(description="SHA-256 of the content, hex.", examples=[_SHA])


class Materialization(Answer):
    """One result of an asset."""

    run_id: str = Field(description="Run that made it.", examples=[_RUN])
    time: datetime = Field(description="When it was recorded.", examples=[_TIME])
    data_version: str | None = Field(
        description="First 16 hex digits of the primary file's SHA-256.", examples=[_VERSION]
    )
    source_version: str | None = Field(
        description="Data version of the raw file that it descends from.", examples=[_VERSION]
    )
    files: list[RecordedFile] = Field(description="Its files, the primary one first.")


class AssetSummary(Answer):
    """An asset and its newest result."""

    key: str = Field(description="Asset key.", examples=["model_metrics"])
    group: str = Field(description="Stage of the pipeline.", examples=["evaluation"])
    type: ArtifactType = Field(description="Kind of artifact.", examples=["report"])
    parents: list[str] = Field(
        description="Assets that it is computed from.", examples=[["clean_customers"]]
    )
    newest: Materialization | None = Field(description="Newest result; null if there is none.")


class Assets(Answer):
    """All assets, in the order of the graph."""

    state: State = STATE
    items: list[AssetSummary] = Field(description="The assets.")


class AssetDetail(AssetSummary):
    """An asset with everything that its newest result recorded."""

    metadata: dict[str, Any] = Field(
        description="Metadata of the newest result as recorded; empty if there is none.",
        examples=[{"dagster/row_count": 7043}],
    )
    undefined: dict[str, str] = Field(
        description="Numbers recorded as NaN or infinite, null above, by place.", examples=[{}]
    )


class HistoryEntry(Answer):
    """One materialization in an asset's history."""

    run_id: str = Field(description="Run that made it.", examples=[_RUN])
    time: datetime = Field(description="When it was recorded.", examples=[_TIME])
    data_version: str | None = Field(
        None, description="Data version of the result.", examples=[_VERSION]
    )
    source_version: str | None = Field(
        None, description="Data version of its raw file.", examples=[_VERSION]
    )
    files: list[RecordedFile] = Field([], description="Its files.")
    metadata: dict[str, Any] = Field(
        {}, description="Metadata as recorded.", examples=[{"dagster/row_count": 7043}]
    )
    undefined: dict[str, str] = Field(
        {}, description="Numbers recorded as NaN or infinite, by place.", examples=[{}]
    )
    unreadable: str | None = Field(
        None, description="Why the entry cannot be read, if so; then the rest is empty."
    )


class History(Answer):
    """A page of an asset's history, newest first."""

    items: list[HistoryEntry] = Field(description="The materializations.")
    next_cursor: str | None = CURSOR


class Run(Answer):
    """A run of the pipeline."""

    id: str = Field(description="Run id, as in the Dagster UI.", examples=[_RUN])
    job: str = Field(description="Job.", examples=["churn_pipeline"])
    status: str = Field(description="Status in Dagster's words.", examples=["SUCCESS"])
    start: datetime | None = Field(description="Start; null before.", examples=[_TIME])
    end: datetime | None = Field(description="End; null before.", examples=[_TIME])
    duration_seconds: float | None = Field(description="From start to end.", examples=[4.2])
    trigger: str = Field(
        description="`schedule`, `first_run`, `command` or `person`.", examples=["schedule"]
    )


class SourceCheck(Answer):
    """The last look at the source."""

    time: datetime = Field(description="When.", examples=[_TIME])
    changed: bool = Field(description="Whether it brought a different table.", examples=[False])
    source: str = Field(description="Where.", examples=["https://example.org/customers.csv"])
    is_sample: bool = Field(
        description="Whether the synthetic sample stood in for it.", examples=[False]
    )


class ProcessedTable(Answer):
    """Size of the model-ready table."""

    rows: int | None = Field(description="Customers.", examples=[7043])
    columns: int | None = Field(description="Columns, with id, split and target.", examples=[49])


class Details(Answer):
    """The last run, the last look at the source, and the newest result of every asset."""

    state: State = STATE
    last_run: Run | None = Field(description="Newest run that writes assets.")
    last_check: SourceCheck | None = Field(description="Last look at the source.")
    last_change: datetime | None = Field(
        description="When the source last brought a different table.", examples=[_TIME]
    )
    processed: ProcessedTable | None = Field(description="The model-ready table.")
    source: str | None = Field(
        description="Where the current raw table comes from.",
        examples=["https://example.org/customers.csv"],
    )
    is_sample: bool | None = Field(
        description="Whether the current raw table is the synthetic sample.", examples=[False]
    )
    notice: str | None = Field(description="A sentence for readers while it is.")
    assets: list[AssetSummary] = Field(description="All assets, in the order of the graph.")


class Artifact(RecordedFile):
    """One file of the current set and where to get it."""

    asset: str = Field(description="Asset that it belongs to.", examples=["model_metrics"])
    type: ArtifactType = Field(description="Kind of artifact.", examples=["report"])
    run_id: str = Field(description="Run that made it.", examples=[_RUN])
    time: datetime = Field(description="When it was recorded.", examples=[_TIME])
    data_version: str | None = Field(description="Data version of its asset.", examples=[_VERSION])
    source_version: str | None = Field(
        description="Data version of its raw file.", examples=[_VERSION]
    )
    link: str = Field(description="Path of the content.", examples=["/api/artifacts/metrics.json"])


class Artifacts(Answer):
    """Every file of the current set, and whether the set belongs together."""

    state: State = STATE
    complete: bool = Field(
        description="Whether every asset is there and all were made from one another.",
        examples=[True],
    )
    note: str | None = Field(description="If not: what is missing or does not match.")
    items: list[Artifact] = Field(description="The files.")


class Versions(Answer):
    """What is running."""

    platform: str = Field(description="This platform.", examples=["0.1.0"])
    dagster: str = Field(description="Dagster.", examples=["1.13.27"])
    python: str = Field(description="Python.", examples=["3.11.7"])


class Storage(Answer):
    """Dagster's history."""

    answers: bool = Field(description="Whether the last look at it succeeded.", examples=[True])
    read_at: datetime | None = Field(
        description="When the facts served now were read.", examples=[_TIME]
    )


class Scheduler(Answer):
    """The process that evaluates the schedule."""

    running: bool = Field(description="Whether it shows signs of life.", examples=[True])
    last_heartbeat: datetime | None = Field(description="Last sign.", examples=[_TIME])
    schedule_on: bool | None = Field(
        description="False if a person switched the schedule off; null if it never ran.",
        examples=[True],
    )
    next_tick: datetime | None = Field(description="Next tick (UTC).", examples=[_TIME])


class LastSuccess(Answer):
    """The newest run that succeeded."""

    run_id: str = Field(description="Run id.", examples=[_RUN])
    ended: datetime | None = Field(description="When it ended.", examples=[_TIME])
    age_seconds: float | None = Field(description="How long ago that is.", examples=[53.1])


class Health(Answer):
    """Whether the platform does its work."""

    status: Literal["ok", "degraded", "no data yet"] = Field(
        description="`degraded` has its reasons below.", examples=["ok"]
    )
    reasons: list[str] = Field(description="What is wrong, a sentence each.", examples=[[]])
    versions: Versions
    storage: Storage
    scheduler: Scheduler
    last_success: LastSuccess | None = Field(description="Null before the first.")
    last_check: datetime | None = Field(description="Last look at the source.", examples=[_TIME])
