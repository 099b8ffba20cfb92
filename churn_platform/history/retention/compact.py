"""Gives the disk back what SQLite keeps of removed rows, as long as nobody has to wait for it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from churn_platform.history.retention.remove import is_old
from churn_platform.history.storage.sqlite_files import MAIN, SHARDS

_WORTH: Final = 0.25
"""Share of a file that must be free before it is written anew: otherwise new rows fill the gaps."""
_LEAST_BYTES: Final = 1_000_000
# others wait while a file is written anew, and Dagster gives up after 5 s
_MAX_BYTES: Final = 200_000_000
_PATIENCE_SECONDS: Final = 2.0
_NAMES: Final = (*MAIN, f"{SHARDS}/.db")


def compact(history: Path) -> None:
    """Write the databases of a history anew where that is worth it; a busy one stays as it is."""
    for name in _NAMES:
        if (path := history / name).is_file():
            _compact(path)


def fold(shards: Path) -> None:
    """Fold the logs that a process left beside a run's file into it, and so remove them.

    SQLite does so when the last connection is closed, and a process that is killed closes none.
    """
    for log in shards.glob("*.db-wal"):
        path = log.with_name(log.name.removesuffix("-wal"))
        if path.is_file() and is_old(log):
            _compact(path)


def _compact(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as connection:
            page, pages, free = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_size", "page_count", "freelist_count")
            )
            kept = (pages - free) * page
            if free > _WORTH * pages and free * page > _LEAST_BYTES and kept < _MAX_BYTES:
                connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        return  # locked: the next maintenance tries again; or damaged, which health says
