"""Dated extracts in Dagster: the same assets, partitioned, if the source's address is dated."""

from datetime import UTC, date, datetime

import dagster as dg
from dagster_shared.record import copy

from churn_platform.config.dated_source import PartitionError, Partitioning
from churn_platform.config.settings import get_settings
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


def partitioned(definitions: dg.Definitions) -> dg.Definitions:
    """Return the definitions with every asset partitioned; unchanged for a source with one table.

    Jobs and backfills follow from the assets: one run per partition.
    """
    partitioning = get_settings().partitioning
    if partitioning is None:
        return definitions
    partitions = definition_of(partitioning)
    known = definitions.assets or ()
    ours = [each for each in known if isinstance(each, dg.AssetsDefinition)]
    mapped = dg.map_asset_specs(
        lambda spec: spec.replace_attributes(partitions_def=partitions), ours
    )
    others = [each for each in known if not isinstance(each, dg.AssetsDefinition)]
    return copy(definitions, assets=[*mapped, *others])


def partition_of(context: dg.AssetExecutionContext) -> str | None:
    """Return the key of the step's partition; None for a source with one table.

    Raises:
        Failure: the source is dated, and the run has no partition or an incomplete one.
    """
    partitioning = get_settings().partitioning
    if partitioning is None:
        return None
    try:
        return partitioning.check(
            context.partition_key if context.has_partition_key else "", today()
        )
    except PartitionError as error:
        raise dg.Failure(f"the source is dated: {error}", allow_retries=False) from None


def current_of(instance: dg.DagsterInstance) -> Current:
    """Return the partition that the API and the stable paths show, if any."""
    partitioning = get_settings().partitioning
    if partitioning is None:
        return Current()
    return current_partition(OwnEvents.of(instance), partitioning.key_length)


def default_partition(instance: dg.DagsterInstance, asks_source: bool) -> str | None:
    """Return the default partition of a run.

    It is the last complete one for a run that fetches the source, else the current one.
    """
    partitioning = get_settings().partitioning
    if partitioning is None:
        return None
    newest = next(iter(partitioning.latest(today())), None)
    return newest if asks_source else current_of(instance).key or newest
