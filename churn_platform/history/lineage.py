"""What the event log says of each asset's results: the newest, those before, and their inputs."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import dagster as dg

from churn_platform.catalog import ASSETS, LEADER
from churn_platform.config.contracts.contract import Contract
from churn_platform.history.event_log.results import newest_first, newest_results, result_up_to
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import Materialization
from churn_platform.metadata import Meta


def newest(
    instance: dg.DagsterInstance, key: str, partition: str | None = None
) -> Materialization | None:
    """Return the newest materialization of an asset, or None; see `newest_of`."""
    return newest_of(instance, [key], partition).get(key)


def newest_of(
    instance: dg.DagsterInstance, keys: Iterable[str], partition: str | None = None
) -> dict[str, Materialization]:
    """Return the newest result of each of the assets that has one, as far as results count.

    Of a dated source those of the partition. What is computed on demand holds for the partitions
    after it as well, until it is computed again.
    """
    found = newest_results(OwnEvents.of(instance), list(keys), partition)
    return {key: one for key, one in found.items() if _is_ours(one)}


def before_of(
    instance: dg.DagsterInstance, key: str, partition: str, strictly: bool = False
) -> Materialization | None:
    """Return an asset's newest result of the last partition up to this one, in their order.

    So results of later months are never what an earlier month is compared with, whatever the order
    in which the months were computed. `strictly` leaves out this partition itself.
    """
    found = result_up_to(OwnEvents.of(instance), partition, key, strictly)
    return found if found and _is_ours(found) else None


def history_of(
    instance: dg.DagsterInstance, key: str, up_to: str | None = None
) -> Iterator[Materialization]:
    """Yield the results of an asset that count, newest first; none of a later partition."""
    for found in newest_first(OwnEvents.of(instance), key):
        if _is_ours(found) and (up_to is None or (found.partition or up_to) <= up_to):
            yield found


def _is_ours(result: Materialization) -> bool:
    """Whether a result was recorded as our steps do; one that cannot be read was not."""
    return Meta.FILES in result.metadata


def require(
    instance: dg.DagsterInstance, key: str, partition: str | None = None
) -> Materialization:
    """Return the newest materialization of an asset, or fail saying what to do."""
    found = newest(instance, key, partition)
    if found is None:
        raise dg.Failure(f"{key} was never materialized; materialize it first", allow_retries=False)
    return found


def inputs_of(
    key: str, contract: Contract, config: dict[str, Any], upstream: dict[str, str]
) -> dict[str, Any]:
    """Return what goes into an asset's result, as its materialization records it."""
    return {
        "code": ASSETS[key].code_version,
        "contract": contract.version,
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
