"""The data folder of `make run`: taken for one platform alone, and watched as long as it runs."""

import socket
from pathlib import Path

import psutil

from churn_platform.commands.shared.preflight import find_trouble
from churn_platform.config.settings import Settings
from churn_platform.data_folder.platform_lock import FILE, OccupiedError, find_running, hold
from churn_platform.data_folder.users import users_of
from churn_platform.history.storage.postgres import MARKER
from churn_platform.history.storage.sqlite_files import MAIN
from churn_platform.runtime.ports import find_taken


def take_folder(settings: Settings) -> list[int]:
    """Take the lock of the data folder, and see that nothing else is in the way.

    Returns:
        The descriptor that holds the lock, where the file system has locks. Processes that keep it
        open keep the lock: what outlives `make run` still works in the folder.

    Raises:
        SystemExit: something is in the way.
    """
    if trouble := find_trouble(settings):
        raise SystemExit(trouble)
    try:
        # before the ports: those of the same platform are taken by it, and it names itself
        lock = hold(settings, "make run")
    except OccupiedError as error:
        raise SystemExit(f"{error}{_left_behind(settings)}") from None
    if trouble := find_taken(settings):
        raise SystemExit(trouble)
    return [] if lock is None else [lock]


def files_of(settings: Settings) -> list[tuple[int, int] | None]:
    """Return which files the lock and the history are; None for one that is not there."""
    names = [MARKER] if settings.postgres_url else MAIN
    paths = [settings.data_dir / FILE, *(settings.history_dir / name for name in names)]
    return [_identity(path) for path in paths]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _left_behind(settings: Settings) -> str:
    running = find_running(settings)
    if running is None or running.host != socket.gethostname() or psutil.pid_exists(running.pid):
        return ""
    return f" That process was killed and left others behind: {'; '.join(users_of(settings))}."
