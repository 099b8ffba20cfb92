"""What the event log says of partitions: which is current, and which there are.

One place for both halves, so that the stable paths and the API always show the same partition.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, func, select

from churn_platform.catalog import KEPT_UP, LEADING
from churn_platform.history.event_log.results import in_partitions
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.tables import EVENTS, MATERIALIZED, PLANNED, key_texts

_events = EVENTS.c


@dataclass(frozen=True)
class Current:
    """The partition that is shown: the newest of which there is a result of every asset.

    As long as none is complete it is the newest that has any result, and not `complete`.
    """

    key: str | None = None
    complete: bool = False

    def gives_way_to(self, key: str) -> bool:
        """Whether this partition's results are shown as soon as they are there."""
        return key == self.key or (not self.complete and key > (self.key or ""))


def current_partition(own: OwnEvents, key_length: int) -> Current:
    """Return the partition that is shown.

    Args:
        own: the events that count.
        key_length: of the keys; others were made while the source was extracted otherwise.
    """

    def runs(is_complete: bool) -> Select[Any]:
        ours = in_partitions(own, LEADING).where(func.length(_events.partition) == key_length)
        newest = ours.with_only_columns(_events.partition).group_by(_events.partition)
        if is_complete:
            newest = newest.having(func.count(distinct(_events.asset_key)) == len(LEADING))
        chosen = newest.order_by(_events.partition.desc()).limit(1).scalar_subquery()
        found = in_partitions(own, LEADING).where(_events.partition == chosen)
        return found.with_only_columns(_events.partition, _events.run_id).distinct()

    for is_complete in (True, False):
        if found := own.rows(lambda is_complete=is_complete: runs(is_complete)):  # type: ignore[misc]
            return Current(str(found[0].partition), is_complete)
    return Current()


def partitions_of(
    own: OwnEvents, asset: str, key_length: int, before: str | None, maximum: int
) -> list[str]:
    """Return up to so many partitions that the asset has results of, the newest first.

    Args:
        own: the events that count.
        asset: its key.
        key_length: of the partitions' keys.
        before: only partitions older than this one.
        maximum: how many.
    """

    def newest() -> Select[Any]:
        found = in_partitions(own, [asset]).where(func.length(_events.partition) == key_length)
        if before is not None:
            found = found.where(_events.partition < before)
        ids = found.with_only_columns(func.max(_events.id)).group_by(_events.partition)
        ids = ids.order_by(_events.partition.desc()).limit(maximum)
        chosen = select(_events.partition, _events.run_id).where(_events.id.in_(ids))
        return chosen.order_by(_events.partition.desc())

    return [str(row.partition) for row in own.rows(newest)]


def runs_of(partition: str) -> Select[Any]:
    """Return the query for the ids of the runs that were to make results of the partition."""
    return (
        select(_events.run_id)
        .where(_events.dagster_event_type.in_((PLANNED, MATERIALIZED)))
        .where(_events.asset_key.in_(key_texts(KEPT_UP)), _events.partition == partition)
        .distinct()
    )
