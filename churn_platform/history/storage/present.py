"""Is there a history to read? Looks at its files read-only, so that asking never makes one.

`database` does the same for Postgres.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from churn_platform.history.storage.complete import history_trouble
from churn_platform.history.storage.postgres import PostgresError, require
from churn_platform.history.storage.sqlite_files import MAIN

_BUSY_SECONDS = 2.0
_RACY_SECONDS = 2.0  # file systems tell writes apart that are so far from each other, or less
Identity = tuple[Any, ...]


class StorageError(Exception):
    """The history cannot be read just now; the text says why and holds no path."""


class Place(Protocol):
    """Where a history is, or will be."""

    def identity(self) -> Identity | None:
        """Return what tells this history from one that replaces it, or None if it is not whole."""

    def is_ready(self) -> bool:
        """Whether its writers have finished making the history."""

    def state(self) -> Identity | None:
        """Return what every write changes, or None where nothing tells quickly."""


class Files:
    """A folder as the place of a history in SQLite."""

    def __init__(self, data_dir: Path, folder: Path) -> None:
        self._data_dir, self._folder = data_dir, folder

    def identity(self) -> Identity | None:
        """See `identity`.

        Raises:
            StorageError: the history is elsewhere, or has lost a file.
        """
        try:
            require(self._folder, None)
        except PostgresError as error:
            raise StorageError(str(error)) from None
        if trouble := history_trouble(self._data_dir, self._folder):
            raise StorageError(trouble)
        return identity(self._folder)

    def is_ready(self) -> bool:
        """See `is_ready`."""
        return is_ready(self._folder)

    def state(self) -> Identity | None:
        """Return sizes and times of the files; None just after a write, as another may follow."""
        paths = [self._folder / f"{name}{suffix}" for name in MAIN for suffix in ("", "-wal")]
        stats = [path.stat() for path in paths if path.exists()]
        if max(stat.st_mtime for stat in stats) > time.time() - _RACY_SECONDS:
            return None
        return tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns) for stat in stats)


def identity(folder: Path) -> Identity | None:
    """Return what tells this history from one that replaces it, or None if a file is missing."""
    try:
        stats = [(folder / name).stat() for name in MAIN]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageError(f"the history's files: {error.strerror}") from None
    return tuple((stat.st_dev, stat.st_ino) for stat in stats)


def is_ready(folder: Path) -> bool:
    """Whether its writers have finished making the history.

    Raises:
        StorageError: a file is locked, or is not a database.
    """
    return all(_is_made(folder, name) for name in MAIN)


def _is_made(folder: Path, name: str) -> bool:
    if (folder / name).exists() and not (folder / name).is_file():
        raise StorageError(f"{name}: not a regular file")  # opening a pipe waits for its writer
    address = f"file:{quote(str(folder / name))}?mode=ro"
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection:
            if not connection.execute(query).fetchone()[0]:
                return False
            # Dagster stamps the version last
            stamped = connection.execute("SELECT count(*) FROM alembic_version").fetchone()
            return bool(stamped[0])
    except sqlite3.Error as error:
        raise StorageError(f"{name}: {error}") from None
