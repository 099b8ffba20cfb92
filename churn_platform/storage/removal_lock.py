"""One at a time: who removes files from the data folder, and who copies them out of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from churn_platform.storage.locks import locked

FILE: Final = ".housekeeping.lock"


class BusyError(Exception):
    """Somebody else prunes or backs up the same data folder."""


@contextmanager
def housekeeping(data_dir: Path) -> Iterator[None]:
    """Hold the lock of the data folder; a process that dies lets go of it.

    Raises:
        BusyError: another process holds it.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(data_dir / FILE, wait=False))
        except BlockingIOError:
            raise BusyError("pruning or a backup of this data folder is in progress") from None
        yield
