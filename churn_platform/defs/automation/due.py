"""Which partition of a dated source a tick is about: the newest whose extract is there."""

from dataclasses import dataclass
from typing import Final

import dagster as dg

from churn_platform.config.source_errors import SourceError, SourceMissing
from churn_platform.defs.assets.ingestion import KEY
from churn_platform.defs.steps.partitioned_assets import today
from churn_platform.defs.steps.resources import CustomerSource
from churn_platform.history.partition_log import partitions_of
from churn_platform.history.provenance import OwnEvents
from churn_platform.pipeline import Pipeline

_LOOKED_FOR: Final = 3
"""So many of the last partitions are looked for, as after a start in the first days of a month."""


@dataclass(frozen=True)
class Due:
    """The partition that a tick is about, and the newer one whose extract is not there yet."""

    key: str | None = None
    waits_for: str = ""
    said: str = ""
    nothing: bool = False


def due_partition(instance: dg.DagsterInstance, pipeline: Pipeline) -> Due:
    """Return the newest partition that is over and whose extract is in hand or can be had.

    A month is over on the first of the next. Until its extract is there, the tick is about the
    newest one that is in hand, and says what it waits for.
    """
    partitioning = pipeline.partitioning
    if partitioning is None:
        return Due()
    newest = partitioning.latest(today(), _LOOKED_FOR)
    if not newest:
        return Due(said="No partition is over yet.", nothing=True)
    length, own = partitioning.key_length, OwnEvents.of(instance)
    found = partitions_of(own, KEY, length, before=None, maximum=_LOOKED_FOR)
    ours = [key for key in found if key >= partitioning.key_of(partitioning.start)]
    for key in newest:
        if key in ours or _is_there(CustomerSource(pipeline, key)):
            return _instead(key, newest[0])
    return _instead(ours[0] if ours else None, newest[0])


def _instead(key: str | None, newest: str) -> Due:
    if key == newest:
        return Due(key)
    said = f"There is no extract of {newest} yet"
    if key is None:
        return Due(said=f"{said}, and none before it is in hand: backfill one.", nothing=True)
    return Due(key, newest, f"{said}: {key} stays the newest.")


def _is_there(source: CustomerSource) -> bool:
    """Whether there is an extract; one that cannot be used counts, for its run then says why."""
    try:
        got = source.obtain(None, lambda _said: None)
    except SourceMissing:
        return False
    except SourceError:
        return True
    if got.file:
        got.file.path.unlink()
    return True
