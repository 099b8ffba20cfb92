"""Write files and folders that only their owner may read, without following links.

Every file that the platform writes goes through `temporary_file`: a new file with a random name,
renamed when it is complete. Dagster, SQLite and the log handler write files themselves; for those
the process's umask is set.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final

PART: Final = ".part-"
"""Prefix of the names of temporary files and folders."""
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


class LinkError(OSError):
    """A symbolic link where the platform writes or reads; the message names it."""

    def __init__(self, path: object, why: str) -> None:
        super().__init__(errno.ELOOP, why, str(path))

    def __str__(self) -> str:
        return f"{self.filename} {self.strerror}"


def keep_private() -> int:
    """Make this process and its children create files that only their owner may read.

    Returns the previous umask, for files that others may read.
    """
    return os.umask(0o077)


def make_folder(folder: Path) -> Path:
    """Return the folder; it and missing parents are created private to their owner."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    return folder


def folder_below(root: Path, relative: str | Path) -> Path:
    """Return a folder below a root, created if missing.

    The root may be a link, but no folder below it may link out of the root.

    Raises:
        LinkError: one does.
    """
    folder = root
    for name in Path(relative).parts:
        folder = folder / name
        if folder.is_symlink() and not folder.resolve().is_relative_to(root.resolve()):
            raise LinkError(
                folder.relative_to(root),
                "in the data folder is a link that leads out of it; replace it by a folder",
            )
    return make_folder(folder)


@contextmanager
def temporary_file(folder: Path) -> Iterator[BinaryIO]:
    """Open a new file in the folder, created if missing; a failure removes the file."""
    make_folder(folder)
    # with a random name, created exclusively and without following a link, mode 0600
    part = NamedTemporaryFile(dir=folder, prefix=PART, delete=False)
    try:
        with part:  # closing it may fail too, on a full disk
            yield part  # type: ignore[misc]
    except BaseException:
        Path(part.name).unlink(missing_ok=True)
        raise


def replace(path: Path, write: Callable[[BinaryIO], object], mode: int = FILE_MODE) -> None:
    """Write a file atomically: a kill leaves the complete old or new file.

    A link at the path is replaced, and its target is unchanged. `mode` sets who may read the file.
    """
    with temporary_file(path.parent) as part:
        write(part)
        part.flush()
        os.fchmod(part.fileno(), mode)  # on the open file: no link can be put in its place
        os.fsync(part.fileno())
        os.replace(part.name, path)
    sync_folder(path.parent)


def create(path: Path) -> BinaryIO:
    """Open a new file for writing.

    Raises:
        FileExistsError: the name exists, even as a dangling link.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, FILE_MODE), "wb")


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading, without following a link or blocking on a pipe.

    For the platform's own files, which somebody may have replaced.

    Raises:
        FileNotFoundError: it does not exist.
        LinkError: it is a link.
        OSError: it cannot be read, or is not a regular file, such as a pipe or a folder.
    """
    try:
        # without O_NONBLOCK, opening a pipe waits for its writer
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise LinkError(path, "is a link, not a regular file") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return os.fdopen(descriptor, "rb")


def remove_link(path: Path) -> None:
    """Remove a link at a path that a library opens by name."""
    if path.is_symlink():
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
