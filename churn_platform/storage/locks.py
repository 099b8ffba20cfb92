"""Mutual exclusion between processes, by file locks."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from churn_platform.storage.private_files import FILE_MODE, LinkError, make_folder


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file, created if missing; it is released when the process dies.

    Raises:
        BlockingIOError: another process holds it, and `wait` is false.
        LinkError: the path is a link.
    """
    descriptor = open_lock(file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def open_lock(file: Path) -> int:
    """Return a descriptor of a lock file, created if missing with its folder; not locked yet.

    Raises:
        LinkError: the path is a link.
    """
    make_folder(file.parent)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(file, flags, FILE_MODE)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise LinkError(file.name, "is a link, but must be a file; remove it") from None
