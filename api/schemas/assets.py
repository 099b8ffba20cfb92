"""Responses about assets, their history and their files."""

from datetime import datetime
from typing import Any

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, Cursor, State, doc
from churn_platform.catalog import ArtifactType

_SHA = "20d0f471a7c378b02a9e54ee7b6a1a4a5a5b9b0ac9d5a1f1fd4c6b3a8f6f6c55"


class RecordedFile(Answer):
    """One file, as recorded by the run that wrote it."""

    id: str = doc("Its id in /api/artifacts.", "metrics.json")
    media_type: str = doc("Media type.", "application/json")
    bytes: int = doc("Size in bytes.", 2048)
    sha256: str = doc("SHA-256 of the content, hex.", _SHA)


class Materialization(Answer):
    """One result of an asset."""

    run_id: str = doc("Run that computed it.", RUN_ID)
    time: datetime = doc("Time of recording.", TIME)
    data_version: str | None = doc("First 16 hex digits of the primary file's SHA-256.", VERSION)
    source_version: str | None = doc("Data version of the raw file that it is based on.", VERSION)
    files: list[RecordedFile] = doc("Its files, the primary one first.")


class AssetSummary(Answer):
    """An asset and its newest result."""

    key: str = doc("Asset key.", "model_metrics")
    group: str = doc("Stage of the pipeline.", "evaluation")
    type: ArtifactType = doc("Kind of artifact.", "report")
    parents: list[str] = doc("Assets that it is computed from.", ["clean_customers"])
    newest: Materialization | None = doc("Newest result, or null.")


class Assets(Answer):
    """All assets, in the order of the graph."""

    state: State
    items: list[AssetSummary] = doc("The assets.")


class AssetDetail(AssetSummary):
    """An asset with all metadata of its newest result."""

    metadata: dict[str, Any] = doc(
        "Recorded metadata of the newest result; empty without one.", {"dagster/row_count": 7043}
    )
    undefined: dict[str, str] = doc(
        "Numbers recorded as NaN or infinity, which are null above.", {}
    )


class HistoryEntry(Answer):
    """One materialization in an asset's history."""

    run_id: str = doc("Run that computed it.", RUN_ID)
    time: datetime = doc("Time of recording.", TIME)
    data_version: str | None = doc("Data version of the result.", VERSION, default=None)
    source_version: str | None = doc("Data version of its raw file.", VERSION, default=None)
    files: list[RecordedFile] = doc("Its files.", default=[])
    metadata: dict[str, Any] = doc("Metadata as recorded.", {"dagster/row_count": 7043}, default={})
    undefined: dict[str, str] = doc("Numbers recorded as NaN or infinity, by path.", {}, default={})
    unreadable: str | None = doc(
        "Why the entry cannot be read, if so; the rest is then empty.", default=None
    )


class History(Answer):
    """A page of an asset's history, newest first."""

    items: list[HistoryEntry] = doc("The materializations.")
    next_cursor: Cursor = None


class Artifact(RecordedFile):
    """One file of the current results and its link."""

    asset: str = doc("Asset that it belongs to.", "model_metrics")
    type: ArtifactType = doc("Kind of artifact.", "report")
    run_id: str = doc("Run that computed it.", RUN_ID)
    time: datetime = doc("Time of recording.", TIME)
    data_version: str | None = doc("Data version of its asset.", VERSION)
    source_version: str | None = doc("Data version of its raw file.", VERSION)
    link: str = doc("Path of the content.", "/api/artifacts/metrics.json")
    private: bool = doc("Whether it is about single customers, and needs the token.", False)


class Artifacts(Answer):
    """All current files, and whether they are consistent."""

    state: State
    complete: bool = doc("Whether every asset has a result and all are based on each other.", True)
    note: str | None = doc("If not, what is missing or does not match.")
    items: list[Artifact] = doc("The files.")
