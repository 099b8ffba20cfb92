"""The partitions of a dated source: their list, and the partition of a requested run."""

from datetime import UTC, date, datetime
from typing import Any, Final

from api.middleware.problems import WrongInput
from api.runs.requests import Wanted
from api.schemas.partitions import (
    PartitionChampion,
    PartitionEntry,
    Partitions,
    PartitionScores,
)
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import ASKING_JOBS, CHAMPION, MODELS
from churn_platform.config.dated_source import PLACEHOLDER, PartitionError, Partitioning
from churn_platform.history.lookback import METRICS, RAW
from churn_platform.history.paging import write_key
from churn_platform.history.reader.wording import number
from churn_platform.history.records import Materialization, PartitionFacts
from churn_platform.metadata import Meta

_NAMES: Final = tuple(key.removesuffix("_model") for key in MODELS)


def partitions(
    snapshot: Snapshot, partitioning: Partitioning | None, found: list[PartitionFacts], limit: int
) -> Partitions:
    """Return a page; `found` has one partition more if there is another page."""
    current = snapshot.facts.partition
    return Partitions(
        state="ok" if found or current else "no data yet",
        every=partitioning.every if partitioning else None,
        current=current,
        items=[_entry(each, current) for each in found[:limit]],
        next_cursor=write_key(found[limit - 1].key) if len(found) > limit else None,
    )


def partition_for(
    wanted: Wanted, partitioning: Partitioning | None, current: str | None
) -> str | None:
    """Return the partition of a requested run; None if the source is one table.

    Default: the last complete partition if the run fetches the source, else the current one.

    Raises:
        WrongInput: there is no such partition.
    """
    if partitioning is None:
        if wanted.partition is None:
            return None
        raise WrongInput.one("partition", f"the source is one table: it has no {PLACEHOLDER}")
    day = today()
    newest = next(iter(partitioning.latest(day)), "")
    asks = wanted.job in ASKING_JOBS or RAW in wanted.assets
    try:
        return partitioning.check(wanted.partition or (newest if asks else current or newest), day)
    except PartitionError as error:
        raise WrongInput.one("partition", str(error)) from None


def today() -> date:
    """Return today's date in UTC, which decides which partitions are complete."""
    return datetime.now(UTC).date()


def _entry(found: PartitionFacts, current: str | None) -> PartitionEntry:
    newest = max(found.results.values(), key=lambda record: record.id, default=None)
    table, drift = (_facts(found, key) for key in ("clean_customers", "batch_drift"))
    rows = table.get(Meta.ROWS)
    return PartitionEntry(
        partition=found.key,
        current=found.key == current,
        rows=rows if isinstance(rows, int) else None,
        churn_rate=number(table.get("churn_rate")),
        models=_scores(_facts(found, METRICS)),
        champion=_champion(found.results.get(CHAMPION)),
        largest_psi=number(drift.get("largest_psi")),
        score_psi=number(drift.get("score_psi")),
        data_version=found.results[RAW].data_version if RAW in found.results else None,
        run_id=newest.run_id if newest else None,
        time=newest.time if newest else None,
    )


def _scores(facts: dict[str, Any]) -> dict[str, PartitionScores]:
    if not facts:
        return {}
    return {
        name: PartitionScores(
            roc_auc=number(facts.get(f"roc_auc_{name}")), brier=number(facts.get(f"brier_{name}"))
        )
        for name in _NAMES
    }


def _champion(record: Materialization | None) -> PartitionChampion | None:
    if record is None:
        return None
    name, verdict = record.metadata.get(Meta.MODEL), record.metadata.get("verdict")
    return PartitionChampion(name=name, version=record.data_version, verdict=verdict)


def _facts(found: PartitionFacts, key: str) -> dict[str, Any]:
    record = found.results.get(key)
    return dict(record.metadata) if record else {}
