"""One at a time, across processes: by a lock on a file."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from churn_platform.storage.private_files import FILE_MODE, LinkError, make_folder


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file, which is made if missing; a process that dies lets go of it.

    Raises:
        BlockingIOError: another process holds it, and this one does not wait.
        LinkError: there is a link in its place.
    """
    descriptor = open_lock(file)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def open_lock(file: Path) -> int:
    """Return a descriptor of a file, made if missing with its folder, whose lock is not held yet.

    Raises:
        LinkError: there is a link in its place.
    """
    make_folder(file.parent)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(file, flags, FILE_MODE)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise LinkError(file.name, "is a link, and a lock is a file; remove it") from None
