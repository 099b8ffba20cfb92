"""Checks before a start: the folder, the disk and the databases."""

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from churn_platform.config.settings import Settings
from churn_platform.data_folder.platform_lock import FILE as PLATFORM_LOCK
from churn_platform.history.storage.complete import history_trouble, led_out, linked_trouble
from churn_platform.history.storage.sqlite_files import MAIN
from churn_platform.storage.disk import nearest, shortage
from churn_platform.storage.private_files import temporary_file

_QUICK_BYTES = 100_000_000  # a full check of a larger database would delay every start


def find_trouble(settings: Settings) -> str | None:
    """Return a sentence on the first problem, or None."""
    try:
        return next(_troubles(settings), None)
    except OSError as error:
        return f"CHURN_DATA_DIR={settings.data_dir} cannot be used: {error.strerror}."


def _troubles(settings: Settings) -> Iterator[str]:
    folder = settings.data_dir
    if trouble := _unwritable(folder):
        yield trouble
    if short := shortage(folder, settings.min_free_bytes):
        yield f"CHURN_DATA_DIR={folder}: {short}."
    if trouble := _not_ours(folder / PLATFORM_LOCK):
        yield trouble
    history = settings.history_dir
    for path in sorted(folder.iterdir()):
        if path != history and path.is_dir() and led_out(folder, path):
            yield f"{path} is a link that leads out of the data folder; replace it by a folder."
    if settings.postgres_url:
        return
    if trouble := linked_trouble(history) or history_trouble(folder, history):
        yield f"CHURN_DATA_DIR={folder}: {trouble}."
    for name in MAIN:
        path = settings.history_dir / name
        if path.is_file() and (trouble := _broken(path)):
            yield f"{path} is damaged ({trouble}); move it away, or restore a backup."


def _unwritable(folder: Path) -> str | None:
    try:
        with temporary_file(folder) as part:
            part.write(b"?")
        Path(part.name).unlink()
    except PermissionError:
        place = nearest(folder)
        who = f"{place} belongs to {_owner(place)}, and this is {getpass.getuser()}"
        return f"CHURN_DATA_DIR={folder} cannot be written: {who}."
    except OSError as error:
        return f"CHURN_DATA_DIR={folder} cannot be written: {error.strerror}."
    return None


def _not_ours(lock: Path) -> str | None:
    if lock.is_symlink():
        return f"{lock} is a link, but must be a file; remove it."
    if not lock.exists() or os.access(lock, os.R_OK | os.W_OK):
        return None
    who = f"{lock} belongs to {_owner(lock)}, and this is {getpass.getuser()}"
    return f"{who}: run the platform as one user."


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return f"user {path.stat().st_uid}"


def _broken(path: Path) -> str | None:
    ask = "PRAGMA quick_check(1)" if path.stat().st_size < _QUICK_BYTES else "PRAGMA schema_version"
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            message = str(connection.execute(ask).fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if message == "ok" or message.isdecimal() else message
