"""Damaged files of single runs."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.status.health import health
from churn_platform.history.records import Facts
from churn_platform.history.storage.run_databases import RunDatabases, is_whole
from churn_platform.history.storage.sqlite_files import SHARDS
from churn_platform_tests.pipes import pipe


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A history of two runs that ended long ago."""
    (tmp_path / SHARDS).mkdir(parents=True)
    for name in ("one", "two"):
        path = tmp_path / SHARDS / f"{name}.db"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE t (n)")
            connection.execute("INSERT INTO t VALUES (?)", ("x" * 9_000,))
        os.utime(path, (0, 0))
    return tmp_path


def damage(history: Path, content: bytes, when: float = 1) -> None:
    path = history / SHARDS / "two.db"
    path.write_bytes(content)
    os.utime(path, (when, when))


def whole(history: Path) -> bytes:
    return (history / SHARDS / "two.db").read_bytes()


def test_whole_files_are_not_named(history: Path) -> None:
    assert RunDatabases().damaged(history) == ()


@pytest.mark.parametrize("length", [0, 50, 5_000])
def test_a_file_that_is_cut_is_named(history: Path, length: int) -> None:
    damage(history, whole(history)[:length])
    assert RunDatabases().damaged(history) == ("two.db",)


def test_a_file_that_is_something_else_is_named(history: Path) -> None:
    damage(history, b"no database" * 1_000)
    assert RunDatabases().damaged(history) == ("two.db",)


def test_one_that_is_just_being_written_is_left_for_later(history: Path) -> None:
    good = whole(history)
    damage(history, good[:5_000], datetime.now(UTC).timestamp())
    shards = RunDatabases()
    assert shards.damaged(history) == ()
    os.utime(history / SHARDS / "two.db", (0, 0))
    assert shards.damaged(history) == ()  # it looks once a minute
    shards.looked_at = float("-inf")
    assert shards.damaged(history) == ("two.db",)
    damage(history, good)
    shards.looked_at = float("-inf")
    assert shards.damaged(history) == ()


def test_one_with_a_log_beside_it_is_not_judged(history: Path) -> None:
    damage(history, whole(history)[:5_000])
    (history / SHARDS / "two.db-wal").write_bytes(b"")
    assert RunDatabases().damaged(history) == ()


def test_a_history_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert RunDatabases().damaged(tmp_path) == ()


def test_pages_of_the_largest_size_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "large.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA page_size = 65536")
        connection.execute("CREATE TABLE t (n)")
    size = path.stat().st_size
    assert (size, is_whole(path, size), is_whole(path, size - 1)) == (131_072, True, False)


def test_health_names_the_first_of_them() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    facts = Facts(now, damaged=("a.db", "b.db", "c.db", "d.db"))
    said = health(facts, None, now).reasons
    assert "damaged files of runs: a.db, b.db, c.db and 1 more" in said


def test_a_pipe_is_named_and_not_waited_for(history: Path) -> None:
    path = history / SHARDS / "two.db"
    with pipe(path):
        os.utime(path, (1, 1))
        assert RunDatabases().damaged(history) == ("two.db",)
