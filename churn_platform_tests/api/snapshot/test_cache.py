"""The snapshot in memory: who reads, who waits, and what is served meanwhile."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.snapshot.cache import SnapshotCache
from churn_platform.history.records import Facts
from churn_platform.history.storage.present import StorageError

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Source:
    """Facts on demand: counts the reads, can be held up and can fail."""

    def __init__(self) -> None:
        self.reads = 0
        self.open = threading.Event()
        self.open.set()
        self.error: Exception | None = None

    def read(self) -> Facts:
        self.reads += 1
        assert self.open.wait(10)
        if self.error:
            raise self.error
        return Facts(NOW.replace(microsecond=self.reads))


@pytest.fixture
def source() -> Iterator[Source]:
    made = Source()
    yield made
    made.open.set()


async def number(cache: SnapshotCache, patience: float = 10) -> int:
    """Which read the served snapshot comes from."""
    return (await cache.get(patience)).facts.read_at.microsecond


def test_within_the_interval_everybody_gets_one_read(source: Source) -> None:
    cache = SnapshotCache(source.read, 3600)

    async def ask() -> list[int]:
        first = await asyncio.gather(*(number(cache) for _ in range(50)))
        return first + [await number(cache) for _ in range(50)]

    assert set(asyncio.run(ask())) == {1}
    assert source.reads == 1
    cache.close()


def test_with_no_interval_every_request_gets_a_new_read(source: Source) -> None:
    cache = SnapshotCache(source.read, 0)

    async def ask() -> list[int]:
        return [await number(cache) for _ in range(3)]

    assert asyncio.run(ask()) == [1, 2, 3]
    cache.close()


def test_while_a_slow_read_is_under_way_the_previous_snapshot_is_served(source: Source) -> None:
    cache = SnapshotCache(source.read, 0.5)

    async def ask() -> list[int]:
        found = [await number(cache)]
        await asyncio.sleep(0.6)
        source.open.clear()
        found += [await number(cache) for _ in range(5)]
        source.open.set()
        while cache.snapshot is None or cache.snapshot.facts.read_at.microsecond == 1:
            await asyncio.sleep(0.01)
        return [*found, await number(cache)]

    assert asyncio.run(ask()) == [1, 1, 1, 1, 1, 1, 2]
    assert source.reads == 2
    cache.close()


def test_a_storage_that_does_not_answer_is_not_waited_for_without_end(source: Source) -> None:
    source.open.clear()
    cache = SnapshotCache(source.read, 1)
    with pytest.raises(StorageError, match=r"it has not responded for 0\.05 s"):
        asyncio.run(number(cache, 0.05))
    source.open.set()
    assert asyncio.run(number(cache)) == 1
    cache.close()


def test_after_a_failed_read_the_last_snapshot_is_served_and_the_reason_kept(
    source: Source,
) -> None:
    cache = SnapshotCache(source.read, 0)
    assert asyncio.run(number(cache)) == 1
    for error, reason in (
        (StorageError("database is locked"), "database is locked"),
        (RuntimeError("secret"), "it contains unexpected data (RuntimeError)"),
    ):
        source.error = error
        assert asyncio.run(number(cache)) == 1
        assert cache.trouble == reason
    source.error = None
    assert asyncio.run(number(cache)) == 4
    assert cache.trouble is None
    cache.close()


def test_without_any_snapshot_a_failed_read_is_an_error(source: Source) -> None:
    source.error = StorageError("database is locked")
    cache = SnapshotCache(source.read, 0)
    with pytest.raises(StorageError, match="database is locked"):
        asyncio.run(number(cache))
    cache.close()


def test_the_event_loop_is_free_while_a_read_is_under_way(source: Source) -> None:
    source.open.clear()
    cache = SnapshotCache(source.read, 0)

    async def ask() -> int:
        waiting = asyncio.create_task(number(cache))
        await asyncio.sleep(0.05)
        assert not waiting.done() and source.reads == 1
        source.open.set()
        return await waiting

    assert asyncio.run(ask()) == 1
    cache.close()
