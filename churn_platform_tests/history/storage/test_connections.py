"""Connections to the history are kept, but never to a file that is another one by now."""

import sqlite3
from pathlib import Path

from sqlalchemy import text

from churn_platform.history.storage.connections import engine_of


def read(path: Path) -> list[int]:
    with engine_of(f"sqlite:///{path}").connect() as connection:
        return [row[0] for row in connection.execute(text("SELECT n FROM t ORDER BY n"))]


def write(path: Path, n: int) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER)")
        connection.execute("INSERT INTO t VALUES (?)", (n,))
    connection.close()


def open_files(path: Path) -> int:
    return sum(link.resolve() == path for link in Path("/proc/self/fd").iterdir())


def test_one_connection_stays_open_and_sees_what_others_write(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write(path, 1)
    assert read(path) == [1]
    write(path, 2)
    assert read(path) == [1, 2]
    assert open_files(path) == 1


def test_a_file_put_in_the_place_of_another_is_read_at_once(tmp_path: Path) -> None:
    path, restored = tmp_path / "history.db", tmp_path / "backup.db"
    write(path, 1)
    assert read(path) == [1]
    write(restored, 7)
    restored.replace(path)
    assert read(path) == [7]


def test_a_file_removed_and_made_anew_is_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write(path, 1)
    assert read(path) == [1]
    path.unlink()
    write(path, 3)
    assert read(path) == [3]


def test_many_files_leave_few_open(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.db" for number in range(40)]
    for path in paths:
        write(path, 1)
        assert read(path) == [1]
    assert sum(open_files(path) for path in paths) <= 8


def test_a_new_file_has_pages_of_the_size_that_is_asked_for(tmp_path: Path) -> None:
    small, known = tmp_path / "small.db", tmp_path / "known.db"
    write(known, 1)
    for path in (small, known):
        with engine_of(f"sqlite:///{path}", 1024).connect() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS t (n INTEGER)"))
            connection.commit()
    sizes = [int.from_bytes(path.read_bytes()[16:18]) for path in (small, known)]
    assert sizes == [1024, 4096]
