"""One platform per data folder: which one runs there now, and with which settings.

The process that runs the schedule holds the lock of a file in the data folder as long as it lives,
and describes itself in that file. `make run` holds an exclusive lock; the code servers of services
share it. When the last process that holds the lock has died, for whatever reason, the lock is free
and the file's content is no longer valid.
"""

import errno
import fcntl
import json
import multiprocessing
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from churn_platform.config.setting_values import decisive
from churn_platform.config.settings import Settings
from churn_platform.storage.locks import open_lock
from churn_platform.storage.private_files import open_regular

FILE: Final = ".platform.lock"
# testing the lock holds it for an instant; after this many refusals the holder is a real one
_TRIES, _PAUSE_SECONDS = 5, 0.02
Kind = Literal["make run", "make reset", "code server"]
_NO_LOCKS: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
"""Errors of file systems without locks, such as a network folder without a lock service."""
_held_here: list[int | None] = []  # a code server loads its definitions more than once


@dataclass(frozen=True)
class Running:
    """The platform running in a data folder, as described at its start."""

    kind: Kind
    pid: int
    host: str
    since: str
    ui: str
    api: str
    settings: Mapping[str, str]

    def __str__(self) -> str:
        where = f", Dagster UI {self.ui}, API {self.api}" if self.ui else ""
        return f"{self.kind}, process {self.pid} on {self.host} since {self.since}{where}"


class OccupiedError(Exception):
    """Another platform runs in the data folder; the message says which."""


def hold(settings: Settings, kind: Kind) -> int | None:
    """Lock the data folder and record the holder.

    Returns:
        The descriptor that holds the lock until it and its copies in other processes are closed;
        None if the file system has no locks.

    Raises:
        OccupiedError: another platform holds it.
    """
    descriptor = open_lock(settings.data_dir / FILE)
    try:
        free = _taken(descriptor, fcntl.LOCK_SH if kind == "code server" else fcntl.LOCK_EX)
    except OSError as error:
        os.close(descriptor)
        if error.errno not in _NO_LOCKS:
            raise
        return None
    if not free:
        os.close(descriptor)
        raise OccupiedError(
            f"CHURN_DATA_DIR={settings.data_dir}: the platform runs there already"
            f" ({_read(settings.data_dir) or 'which is just starting'}). Stop it, or name another"
            " folder."
        )
    _write(descriptor, _described(settings, kind))
    return descriptor


def share_lock(settings: Settings) -> None:
    """Share the lock of the data folder with other code servers, until this one ends.

    A code server of `make run` inherits the lock already, and a run's own process takes none.

    Raises:
        OccupiedError: another `make run` runs there.
    """
    if _held_here or multiprocessing.parent_process() is not None:
        return
    running = find_running(settings)
    if running and (running.pid, running.host) == (os.getppid(), socket.gethostname()):
        return
    _held_here.append(hold(settings, "code server"))


def find_running(settings: Settings) -> Running | None:
    """Return the platform running in this data folder, or None."""
    if not (settings.data_dir / FILE).is_file():
        return None
    descriptor = open_lock(settings.data_dir / FILE)
    try:
        return None if _taken(descriptor, fcntl.LOCK_EX) else _read(settings.data_dir)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return None
    finally:
        os.close(descriptor)


def differences(running: Running, settings: Settings) -> list[str]:
    """Return each setting that affects the results and differs here."""
    here = decisive(settings)
    return [
        f"{name} is {running.settings[name] or 'not set'} there, {value or 'not set'} here"
        for name, value in here.items()
        if name in running.settings and running.settings[name] != value
    ]


def _taken(descriptor: int, how: int) -> bool:
    for attempt in range(_TRIES):
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS if attempt < _TRIES - 1 else 0)
        else:
            return True
    return False


def _described(settings: Settings, kind: Kind) -> Running:
    ui = f"http://{settings.ui_host}:{settings.ui_port}{settings.ui_prefix}"
    api = f"http://{settings.api_host}:{settings.api_port}"
    return Running(
        kind=kind,
        pid=os.getpid(),
        host=socket.gethostname(),
        since=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        # services on a server listen where their units say
        ui=ui if kind == "make run" else "",
        api=api if kind == "make run" else "",
        settings=decisive(settings),
    )


def _write(descriptor: int, running: Running) -> None:
    text = json.dumps(asdict(running), indent=1).encode()
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text + b"\n", 0)


def _read(data_dir: Path) -> Running | None:
    """Return the record of the lock's holder; None if it is not yet written or invalid."""
    try:
        with open_regular(data_dir / FILE) as file:
            return Running(**json.load(file))
    except (OSError, ValueError, TypeError):
        return None
