"""The data folder of `make run`: locked for one platform, and watched while it runs."""

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
    """Lock the data folder, and check that nothing prevents a start.

    Returns:
        The descriptor that holds the lock, if the file system supports locks. Processes that keep
        it open keep the lock, so those that outlive `make run` still own the folder.

    Raises:
        SystemExit: something prevents a start.
    """
    if trouble := find_trouble(settings):
        raise SystemExit(trouble)
    try:
        # before the ports: if this platform already runs, it has the ports, and the lock names it
        lock = hold(settings, "make run")
    except OccupiedError as error:
        raise SystemExit(f"{error}{_left_behind(settings)}") from None
    if trouble := find_taken(settings):
        raise SystemExit(trouble)
    return [] if lock is None else [lock]


def files_of(settings: Settings) -> list[tuple[int, int] | None]:
    """Return the device and inode of the lock and of the history; None for a missing file."""
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
