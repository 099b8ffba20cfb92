"""Is there a history to read? Looks at its files read-only, so that asking never makes one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

FILES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
_BUSY_SECONDS = 2.0
Identity = tuple[tuple[int, int], ...]


class StorageError(Exception):
    """The history cannot be read just now; the text says why and holds no path."""


def identity(folder: Path) -> Identity | None:
    """Return what tells this history from one that replaces it, or None if a file is missing."""
    try:
        stats = [(folder / name).stat() for name in FILES]
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
    return all(_is_made(folder, name) for name in FILES)


def _is_made(folder: Path, name: str) -> bool:
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
