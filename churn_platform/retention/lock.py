"""One at a time: who removes files from the data folder, and who copies them out of it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FILE: Final = ".housekeeping.lock"


class BusyError(Exception):
    """Somebody else prunes or backs up the same data folder."""


@contextmanager
def housekeeping(data_dir: Path) -> Iterator[None]:
    """Hold the lock of the data folder; a process that dies lets go of it.

    Raises:
        BusyError: another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / FILE).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("pruning or a backup of this data folder is in progress") from None
        yield
