"""Mutual exclusion of pruning and backups of the data folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from churn_platform.storage.locks import locked

FILE: Final = ".housekeeping.lock"


class BusyError(Exception):
    """Another process prunes or backs up the same data folder."""


@contextmanager
def housekeeping(data_dir: Path) -> Iterator[None]:
    """Hold the housekeeping lock; it is released when the process dies.

    Raises:
        BusyError: another process holds it.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(data_dir / FILE, wait=False))
        except BlockingIOError:
            raise BusyError("pruning or a backup of this data folder is in progress") from None
        yield
