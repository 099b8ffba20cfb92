"""What the API answers about assets, their history and their files."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import CURSOR, RUN_ID, STATE, TIME, VERSION, Answer, State
from churn_platform.catalog import ArtifactType

_SHA = "20d0f471a7c378b02a9e54ee7b6a1a4a5a5b9b0ac9d5a1f1fd4c6b3a8f6f6c55"


class RecordedFile(Answer):
    """One file as the run that wrote it recorded it."""

    id: str = Field(description="Its id in /api/artifacts.", examples=["metrics.json"])
    media_type: str = Field(description="Media type.", examples=["application/json"])
    bytes: int = Field(description="Size in bytes.", examples=[2048])
    sha256: str = Field(description="SHA-256 of the content, hex.", examples=[_SHA])


class Materialization(Answer):
    """One result of an asset."""

    run_id: str = Field(description="Run that made it.", examples=[RUN_ID])
    time: datetime = Field(description="When it was recorded.", examples=[TIME])
    data_version: str | None = Field(
        description="First 16 hex digits of the primary file's SHA-256.", examples=[VERSION]
    )
    source_version: str | None = Field(
        description="Data version of the raw file that it descends from.", examples=[VERSION]
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

    run_id: str = Field(description="Run that made it.", examples=[RUN_ID])
    time: datetime = Field(description="When it was recorded.", examples=[TIME])
    data_version: str | None = Field(
        None, description="Data version of the result.", examples=[VERSION]
    )
    source_version: str | None = Field(
        None, description="Data version of its raw file.", examples=[VERSION]
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


class Artifact(RecordedFile):
    """One file of the current set and where to get it."""

    asset: str = Field(description="Asset that it belongs to.", examples=["model_metrics"])
    type: ArtifactType = Field(description="Kind of artifact.", examples=["report"])
    run_id: str = Field(description="Run that made it.", examples=[RUN_ID])
    time: datetime = Field(description="When it was recorded.", examples=[TIME])
    data_version: str | None = Field(description="Data version of its asset.", examples=[VERSION])
    source_version: str | None = Field(
        description="Data version of its raw file.", examples=[VERSION]
    )
    link: str = Field(description="Path of the content.", examples=["/api/artifacts/metrics.json"])
    private: bool = Field(
        description="Whether it holds single customers, and needs the token.", examples=[False]
    )


class Artifacts(Answer):
    """Every file of the current set, and whether the set belongs together."""

    state: State = STATE
    complete: bool = Field(
        description="Whether every asset is there and all were made from one another.",
        examples=[True],
    )
    note: str | None = Field(description="If not: what is missing or does not match.")
    items: list[Artifact] = Field(description="The files.")
