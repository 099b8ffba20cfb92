"""The partition that a tick processes: the newest one with an extract."""

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
"""How many of the last partitions are tried, for a start in the first days of a month."""


@dataclass(frozen=True)
class Due:
    """The partition that a tick processes, and the newer one whose extract does not exist yet."""

    key: str | None = None
    waits_for: str = ""
    said: str = ""
    nothing: bool = False


def due_partition(instance: dg.DagsterInstance, pipeline: Pipeline) -> Due:
    """Return the newest partition that is over and whose extract is in hand or can be had.

    A month is complete on the first of the next one. Until its extract exists, the tick processes
    the newest stored one, and reports what it waits for.
    """
    partitioning = pipeline.partitioning
    if partitioning is None:
        return Due()
    newest = partitioning.latest(today(), _LOOKED_FOR)
    if not newest:
        return Due(said="No partition is complete yet.", nothing=True)
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
        return Due(said=f"{said}, and no earlier one is stored: backfill one.", nothing=True)
    return Due(key, newest, f"{said}: {key} stays the newest.")


def _is_there(source: CustomerSource) -> bool:
    """Return whether an extract exists; an unusable one counts, since its run then reports why."""
    try:
        got = source.obtain(None, lambda _said: None)
    except SourceMissing:
        return False
    except SourceError:
        return True
    if got.file:
        got.file.path.unlink()
    return True
