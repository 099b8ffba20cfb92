"""What the event log says of each asset's results: the newest, those before, and their inputs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster_shared.serdes import deserialize_value
from sqlalchemy import Row

from churn_platform.catalog import ASSETS, LEADER
from churn_platform.config.settings import get_contract
from churn_platform.history.partition_log import event_up_to, newest_events, newest_first
from churn_platform.history.provenance import OwnEvents
from churn_platform.metadata import Meta, Tag

_PAGE = 100


@dataclass(frozen=True)
class Produced:
    """One materialization as later steps need it."""

    key: str
    data_version: str
    source_version: str
    files: list[dict[str, Any]]
    inputs: dict[str, Any]
    metadata: dict[str, Any]
    partition: str | None = None


def newest(instance: dg.DagsterInstance, key: str, partition: str | None = None) -> Produced | None:
    """Return the newest materialization of an asset, or None; see `newest_of`."""
    return newest_of(instance, [key], partition).get(key)


def newest_of(
    instance: dg.DagsterInstance, keys: Iterable[str], partition: str | None = None
) -> dict[str, Produced]:
    """Return the newest result of each of the assets that has one, as far as results count.

    Of a dated source those of the partition. What is computed on demand holds for the partitions
    after it as well, until it is computed again.
    """
    own, wanted = OwnEvents.of(instance), list(keys)
    rows = list(newest_events(own, wanted, partition))
    if partition is not None:
        last = (event_up_to(own, partition, key) for key in wanted if _lasts(key))
        rows += filter(None, last)
    return {one.key: one for row in rows if (one := _produced(row))}


def before_of(
    instance: dg.DagsterInstance, key: str, partition: str, strictly: bool = False
) -> Produced | None:
    """Return an asset's newest result of the last partition up to this one, in their order.

    So results of later months are never what an earlier month is compared with, whatever the order
    in which the months were computed. `strictly` leaves out this partition itself.
    """
    row = event_up_to(OwnEvents.of(instance), partition, key, strictly)
    return row and _produced(row)


def _lasts(key: str) -> bool:
    return key in ASSETS and ASSETS[key].on_demand


def history_of(
    instance: dg.DagsterInstance, key: str, up_to: str | None = None
) -> Iterator[Produced]:
    """Yield the results of an asset that count, newest first; none of a later partition."""
    for row in newest_first(OwnEvents.of(instance), key, _PAGE):
        found = _produced(row)
        if found and (up_to is None or (found.partition or up_to) <= up_to):
            yield found


def _produced(row: Row[Any]) -> Produced | None:
    event = deserialize_value(row.event, dg.EventLogEntry).asset_materialization
    if event is None or Meta.FILES not in event.metadata:
        return None
    metadata: dict[str, Any] = {name: value.value for name, value in event.metadata.items()}
    return Produced(
        event.asset_key.to_user_string(),
        (event.tags or {}).get(Tag.DATA_VERSION, ""),
        str(metadata[Meta.SOURCE_VERSION]),
        metadata[Meta.FILES],
        metadata[Meta.INPUTS],
        metadata,
        event.partition,
    )


def require(instance: dg.DagsterInstance, key: str, partition: str | None = None) -> Produced:
    """Return the newest materialization of an asset, or fail saying what to do."""
    found = newest(instance, key, partition)
    if found is None:
        raise dg.Failure(f"{key} was never materialized; materialize it first", allow_retries=False)
    return found


def inputs_of(key: str, config: dict[str, Any], upstream: dict[str, str]) -> dict[str, Any]:
    """Return what goes into an asset's result, as its materialization records it."""
    return {
        "code": ASSETS[key].code_version,
        "contract": get_contract().version,
        "upstream": upstream,
        "config": config,
        "libraries": libraries_of(LEADER.get(key, key)),
    }


def libraries_of(key: str) -> dict[str, str]:
    """Return the installed versions of the libraries that decide what an asset's result is."""
    return {name: _version(name) for name in ASSETS[key].libraries}


@lru_cache
def _version(library: str) -> str:
    return version(library)
