"""Current and former champions, candidates, and the drift report."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from api.schemas.champion import Champion
from api.schemas.models import CandidateEntry, ChampionEntry, Models, Monitoring
from api.snapshot.champion import champion_of, decision_of
from api.snapshot.scores import newest_metrics
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import CHAMPION
from churn_platform.history.lookback import find
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta
from churn_platform.storage.artifacts import PublishedFile

CARD: Final = "model_card"
DRIFT: Final = "batch_drift"
MAX_EVENTS: Final = 200
_CAME_TO_SERVE: Final = ("promoted", "rolled back")
Page = Callable[[str, int, int | None], list[Materialization]]


def models(
    snapshot: Snapshot, entries: Iterable[Materialization], data_dir: Path, limit: int
) -> Models:
    """Return the champions, the candidates and the last decision.

    Args:
        snapshot: names the newest champion and the candidates.
        entries: events of the champion, newest first.
        data_dir: the data folder.
        limit: maximum number of champions.
    """
    newest = snapshot.facts.newest.get(CHAMPION)
    champion, decision = champion_of(newest), decision_of(newest)
    serving = champion.version if champion else None
    held = decision is not None and decision.held
    items = [
        _entry(known, record, data_dir, known.version == serving, held)
        for known, record in champions(entries).values()
    ]
    return Models(
        state="ok" if champion else "no data yet",
        items=items[:limit],
        candidates=_candidates(snapshot),
        last_decision=decision,
    )


def champions(entries: Iterable[Materialization]) -> dict[str, tuple[Champion, Materialization]]:
    """Return each version that was champion, newest first, with the event of its promotion.

    Later events also name it, with the decisions on other candidates.
    """
    found: dict[str, tuple[Champion, Materialization]] = {}
    settled: set[str] = set()
    # for a dated source, in the order of partitions, not of computation
    for record in sorted(entries, key=lambda each: each.partition or "", reverse=True):
        champion = champion_of(record)
        if champion is None or champion.version in settled:
            continue
        found[champion.version] = (champion, record)
        decision = decision_of(record)
        if decision is not None and decision.verdict in _CAME_TO_SERVE:
            settled.add(champion.version)
    return found


def is_kept(record: Materialization, data_dir: Path) -> bool:
    """Return whether every file that an event of the champion names is still on disk."""
    return bool(record.files) and all((data_dir / file.path).is_file() for file in record.files)


def card_of(page: Page, snapshot: Snapshot, version: str) -> PublishedFile | None:
    """Return the card of a champion's version, or of the newest; None if there is none."""
    newest = snapshot.facts.newest.get(CARD)
    if version != "champion" and not _is_about(newest, version):
        newest = find(page, CARD, lambda record: _is_about(record, version))
    return newest.files[0] if newest and newest.files else None


def monitoring(snapshot: Snapshot, root_path: str) -> Monitoring:
    """Return the newest drift report."""
    record = snapshot.facts.newest.get(DRIFT)
    metadata: Mapping[str, Any] = record.metadata if record else {}
    report = metadata.get(Meta.DRIFT)
    known = report if isinstance(report, dict) else {}
    return Monitoring(
        state="ok" if known else "no data yet",
        run_id=record.run_id if record else None,
        time=record.time if record else None,
        data_version=record.source_version if record else None,
        partition=record.partition if record else None,
        reference_version=_text(metadata.get("reference_version")),
        verdict=_text(known.get("verdict")),
        drifted=[str(name) for name in known.get("drifted", [])],
        rows=known.get("rows"),
        features=known.get("features", []),
        score=known.get("score"),
        quality=metadata.get(Meta.QUALITY),
        history=f"{root_path}/api/assets/{DRIFT}/materializations",
    )


def _entry(
    champion: Champion, record: Materialization, data_dir: Path, serving: bool, held: bool
) -> ChampionEntry:
    decision = decision_of(record)
    return ChampionEntry(
        name=champion.name,
        version=champion.version,
        promoted_at=champion.promoted_at,
        run_id=champion.run_id or record.run_id,
        verdict=decision.verdict if decision else None,
        reason=decision.reason if decision else None,
        scores=champion.scores,
        intervals=champion.intervals,
        cross_validation=champion.cross_validation,
        data_version=champion.source_version,
        partition=record.partition,
        kept=is_kept(record, data_dir),
        serving=serving,
        held=serving and held,
    )


def _candidates(snapshot: Snapshot) -> list[CandidateEntry]:
    metrics = newest_metrics(snapshot.facts.newest.get("model_metrics")).metrics
    return [
        CandidateEntry(
            name=name, version=each.model_version, roc_auc=each.roc_auc, brier=each.brier
        )
        for name, each in (metrics.models if metrics else {}).items()
    ]


def _is_about(record: Materialization | None, version: str) -> bool:
    return record is not None and record.metadata.get("champion_version") == version


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
