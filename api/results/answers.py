"""Responses from the snapshot, and pages of history."""

from api.results.batch import batch
from api.schemas.assets import (
    Artifact,
    Artifacts,
    AssetDetail,
    Assets,
    AssetSummary,
    History,
    HistoryEntry,
    RecordedFile,
)
from api.schemas.assets import Materialization as NewestResult
from api.schemas.base import State
from api.schemas.details import Details, ProcessedTable, Run, ServingModel, SourceCheck
from api.schemas.metrics import ModelRuns
from api.snapshot.champion import champion_of, decision_of
from api.snapshot.scores import model_run
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import ASSETS, CHAMPION
from churn_platform.history.paging import Position, write_cursor, write_position
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta


def state(snapshot: Snapshot) -> State:
    """Return whether anything is materialized."""
    return "ok" if snapshot.facts.newest else "no data yet"


def details(snapshot: Snapshot) -> Details:
    """Return the last run, the last check of the source, its newest table and the results."""
    facts = snapshot.facts
    raw = facts.newest.get("raw_customers")
    processed = facts.newest.get("processed_customers")
    return Details(
        state=state(snapshot),
        last_run=Run.model_validate(facts.last_run) if facts.last_run else None,
        last_check=SourceCheck.model_validate(facts.last_check) if facts.last_check else None,
        last_change=facts.last_change,
        data=batch(facts),
        processed=_size(processed) if processed else None,
        champion=_serving(facts.newest.get(CHAMPION)),
        partition=facts.partition,
        source=str(raw.metadata.get(Meta.SOURCE, "")) if raw else None,
        is_sample=snapshot.is_sample,
        notice=snapshot.notice,
        assets=[summary(snapshot, key) for key in ASSETS],
    )


def assets(snapshot: Snapshot) -> Assets:
    """Return all assets."""
    return Assets(state=state(snapshot), items=[summary(snapshot, key) for key in ASSETS])


def summary(snapshot: Snapshot, key: str) -> AssetSummary:
    """Return one asset and its newest result."""
    asset, record = ASSETS[key], snapshot.facts.newest.get(key)
    return AssetSummary(
        key=key,
        group=asset.group,
        type=asset.type,
        parents=list(asset.reads),
        newest=NewestResult.model_validate(record) if record else None,
    )


def asset_detail(snapshot: Snapshot, key: str) -> AssetDetail:
    """Return one asset with the metadata of its newest result."""
    record = snapshot.facts.newest.get(key)
    return AssetDetail(
        **dict(summary(snapshot, key)),
        metadata=dict(record.metadata) if record else {},
        undefined=dict(record.undefined) if record else {},
    )


def artifacts(snapshot: Snapshot, root_path: str) -> Artifacts:
    """Return the files of the current set; `root_path` is the prefix of their links."""
    return Artifacts(
        state=state(snapshot),
        complete=bool(snapshot.shown) and not snapshot.mismatches,
        note=" ".join(snapshot.mismatches) or None,
        items=[
            Artifact(
                **dict(RecordedFile.model_validate(served.file)),
                asset=served.record.key,
                type=ASSETS[served.record.key].type,
                run_id=served.record.run_id,
                time=served.record.time,
                data_version=served.record.data_version,
                source_version=served.record.source_version,
                link=f"{root_path}/api/artifacts/{id}",
                private=served.file.private,
            )
            for id, served in snapshot.files.items()
        ],
    )


def history(entries: list[Materialization], limit: int) -> History:
    """Return a page of an asset's history, from one entry more than the page holds."""
    items = [_history_entry(entry) for entry in entries[:limit]]
    return History(items=items, next_cursor=_next(entries, limit))


def model_runs(entries: list[Materialization], after: Position, limit: int) -> ModelRuns:
    """Return a page of the metrics' history, from one entry more than the page holds."""
    items = [model_run(entry) for entry in entries[:limit]]
    more = len(entries) > limit
    cursor = write_position(after.next(entries[:limit])) if more else None
    return ModelRuns(items=items, next_cursor=cursor)


def _next(entries: list[Materialization], limit: int) -> str | None:
    return write_cursor(entries[limit - 1].id) if len(entries) > limit else None


def _history_entry(entry: Materialization) -> HistoryEntry:
    return HistoryEntry.model_validate(
        {**vars(entry), "source_version": entry.source_version}, from_attributes=True
    )


def _serving(record: Materialization | None) -> ServingModel | None:
    champion, decision = champion_of(record), decision_of(record)
    if champion is None:
        return None
    return ServingModel(
        name=champion.name,
        version=champion.version,
        since=champion.promoted_at,
        verdict=decision.verdict if decision else None,
        reason=decision.reason if decision else None,
    )


def _size(processed: Materialization) -> ProcessedTable:
    rows, columns = processed.metadata.get(Meta.ROWS), processed.metadata.get(Meta.COLUMNS)
    return ProcessedTable(
        rows=rows if isinstance(rows, int) else None,
        columns=columns if isinstance(columns, int) else None,
    )
