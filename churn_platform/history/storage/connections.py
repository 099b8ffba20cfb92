"""Connections to the database files of the history, kept open between statements."""

from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DisconnectionError

_FILES = 8  # the index, the newest runs: a process that reads a thousand runs keeps no more open
_BUSY_SECONDS = 30  # so long Dagster itself waits for a lock
_engines: dict[str, Engine] = {}  # the one used last at the end
_lock = Lock()


def engine_of(address: str, page_bytes: int = 0) -> Engine:
    """Return the one engine of a database file; it keeps at most one idle connection.

    Args:
        address: sqlite:///..., of a file that need not exist yet.
        page_bytes: size of the pages of a file that does not; 0 is SQLite's own.
    """
    with _lock:
        engine = _engines.pop(address, None) or _new_engine(address, page_bytes)
        _engines[address] = engine
        if len(_engines) > _FILES:
            oldest = _engines.pop(next(iter(_engines)))
            oldest.dispose()  # one that a thread still uses is closed when it is collected
        return engine


def _new_engine(address: str, page_bytes: int) -> Engine:
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=-1,  # threads beyond the first open connections that are closed after use
        connect_args={"timeout": _BUSY_SECONDS},
    )
    path = Path(engine.url.database or "")

    def remember(connection: Any, record: Any) -> None:
        if page_bytes:
            connection.execute(f"PRAGMA page_size = {page_bytes}")  # of no effect on a file in use
        record.info["file"] = _identity(path)

    def check(_connection: Any, record: Any, _proxy: Any) -> None:
        # an open connection would go on reading a file that was pruned or restored meanwhile
        if record.info["file"] != _identity(path):
            raise DisconnectionError(f"{path.name} is another file now")

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", check)
    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
