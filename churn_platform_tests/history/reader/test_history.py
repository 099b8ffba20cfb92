"""The history is read again after each write, and not while nothing was written."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from churn_platform.history.reader import Reader
from churn_platform.history.storage.present import Files, StorageError
from churn_platform_tests.api.world import World


def age(world: World, seconds: float = 3600) -> None:
    """Set the times of the history's files back, as if the last write had been that long ago."""
    for path in world.settings.history_dir.rglob("*.db*"):
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns - int(seconds * 1e9)))


@pytest.fixture
def reader(world: World) -> Iterator[Reader]:
    made = world.reader()
    yield made
    made.close()


def test_what_is_known_is_answered_while_nothing_was_written(world: World, reader: Reader) -> None:
    world.make("raw_customers")
    reader.read()  # opens the files, which makes those of SQLite's logs
    age(world)
    first = reader.read()
    second = reader.read()
    assert second.newest is first.newest
    assert second.read_at > first.read_at


def test_each_write_is_seen_at_the_next_read(world: World, reader: Reader) -> None:
    for _ in range(3):
        world.make("raw_customers")
        age(world)
        known = reader.read().newest["raw_customers"]
        world.make("raw_customers")
        assert reader.read().newest["raw_customers"].id > known.id


def test_a_history_that_went_away_is_noticed(world: World, reader: Reader) -> None:
    world.make("raw_customers")
    reader.read()
    age(world)
    assert reader.read().newest
    folder = world.settings.history_dir
    folder.rename(folder.with_name("before"))
    with pytest.raises(StorageError, match="is missing"):
        reader.read()


def test_just_after_a_write_nothing_is_said_of_the_state(world: World, tmp_path: Path) -> None:
    world.make("raw_customers")
    files = Files(world.settings.data_dir, world.settings.history_dir)
    assert files.state() is None
    age(world)
    settled = files.state()
    assert settled is not None
    world.make("raw_customers")
    assert files.state() is None
    age(world)
    assert files.state() not in (settled, None)
