"""Dated extracts in Dagster: the same assets, partitioned, if the source's address is dated."""

from datetime import UTC, date, datetime

import dagster as dg

from churn_platform.config.dated_source import PartitionError, Partitioning
from churn_platform.history.partition_log import Current, current_partition
from churn_platform.history.provenance import OwnEvents


def today() -> date:
    """Return today's date in UTC, which decides which partitions are complete."""
    return datetime.now(UTC).date()


def definition_of(partitioning: Partitioning) -> dg.TimeWindowPartitionsDefinition:
    """Return Dagster's partitions definition; it ends with the last complete partition."""
    kind = (
        dg.MonthlyPartitionsDefinition
        if partitioning.every == "monthly"
        else dg.DailyPartitionsDefinition
    )
    start = partitioning.key_of(partitioning.start)
    return kind(start_date=start, timezone="UTC", fmt=partitioning.format)


def partitions(partitioning: Partitioning | None) -> dg.TimeWindowPartitionsDefinition | None:
    """Return the partitions of every asset; None for a source with one table.

    Jobs and backfills follow from the assets: one run per partition.
    """
    return None if partitioning is None else definition_of(partitioning)


def partition_of(
    context: dg.AssetExecutionContext, partitioning: Partitioning | None
) -> str | None:
    """Return the key of the step's partition; None for a source with one table.

    Raises:
        Failure: the source is dated, and the run has no partition or an incomplete one.
    """
    if partitioning is None:
        return None
    try:
        return partitioning.check(
            context.partition_key if context.has_partition_key else "", today()
        )
    except PartitionError as error:
        raise dg.Failure(f"the source is dated: {error}", allow_retries=False) from None


def current_of(instance: dg.DagsterInstance, partitioning: Partitioning | None) -> Current:
    """Return the partition that the API and the stable paths show, if any."""
    if partitioning is None:
        return Current()
    return current_partition(OwnEvents.of(instance), partitioning.key_length)


def default_partition(
    instance: dg.DagsterInstance, partitioning: Partitioning | None, asks_source: bool
) -> str | None:
    """Return the partition of a run whose partition nobody named.

    It is the last complete one for a run that fetches the source, else the current one.
    """
    if partitioning is None:
        return None
    newest = next(iter(partitioning.latest(today())), None)
    return newest if asks_source else current_of(instance, partitioning).key or newest
