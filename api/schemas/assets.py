"""Responses about assets, their history and their files."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import CURSOR, RUN_ID, STATE, TIME, VERSION, Answer, State
from churn_platform.catalog import ArtifactType

_SHA = "20d0f471a7c378b02a9e54ee7b6a1a4a5a5b9b0ac9d5a1f1fd4c6b3a8f6f6c55"


class RecordedFile(Answer):
    """One file, as recorded by the run that wrote it."""

    id: str = Field(description="Its id in /api/artifacts.", examples=["metrics.json"])
    media_type: str = Field(description="Media type.", examples=["application/json"])
    bytes: int = Field(description="Size in bytes.", examples=[2048])
    sha256: str = Field(description="SHA-256 of the content, hex.", examples=[_SHA])


class Materialization(Answer):
    """One result of an asset."""

    run_id: str = Field(description="Run that computed it.", examples=[RUN_ID])
    time: datetime = Field(description="Time of recording.", examples=[TIME])
    data_version: str | None = Field(
        description="First 16 hex digits of the primary file's SHA-256.", examples=[VERSION]
    )
    source_version: str | None = Field(
        description="Data version of the raw file that it is based on.", examples=[VERSION]
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
    newest: Materialization | None = Field(description="Newest result, or null.")


class Assets(Answer):
    """All assets, in the order of the graph."""

    state: State = STATE
    items: list[AssetSummary] = Field(description="The assets.")


class AssetDetail(AssetSummary):
    """An asset with all metadata of its newest result."""

    metadata: dict[str, Any] = Field(
        description="Recorded metadata of the newest result; empty without one.",
        examples=[{"dagster/row_count": 7043}],
    )
    undefined: dict[str, str] = Field(
        description="Numbers recorded as NaN or infinity, which are null above.", examples=[{}]
    )


class HistoryEntry(Answer):
    """One materialization in an asset's history."""

    run_id: str = Field(description="Run that computed it.", examples=[RUN_ID])
    time: datetime = Field(description="Time of recording.", examples=[TIME])
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
        {}, description="Numbers recorded as NaN or infinity, by path.", examples=[{}]
    )
    unreadable: str | None = Field(
        None, description="Why the entry cannot be read, if so; the rest is then empty."
    )


class History(Answer):
    """A page of an asset's history, newest first."""

    items: list[HistoryEntry] = Field(description="The materializations.")
    next_cursor: str | None = CURSOR


class Artifact(RecordedFile):
    """One file of the current results and its link."""

    asset: str = Field(description="Asset that it belongs to.", examples=["model_metrics"])
    type: ArtifactType = Field(description="Kind of artifact.", examples=["report"])
    run_id: str = Field(description="Run that computed it.", examples=[RUN_ID])
    time: datetime = Field(description="Time of recording.", examples=[TIME])
    data_version: str | None = Field(description="Data version of its asset.", examples=[VERSION])
    source_version: str | None = Field(
        description="Data version of its raw file.", examples=[VERSION]
    )
    link: str = Field(description="Path of the content.", examples=["/api/artifacts/metrics.json"])
    private: bool = Field(
        description="Whether it is about single customers, and needs the token.", examples=[False]
    )


class Artifacts(Answer):
    """All current files, and whether they are consistent."""

    state: State = STATE
    complete: bool = Field(
        description="Whether every asset has a result and all are based on each other.",
        examples=[True],
    )
    note: str | None = Field(description="If not, what is missing or does not match.")
    items: list[Artifact] = Field(description="The files.")
