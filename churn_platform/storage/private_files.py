"""Files and folders that only their owner may read, written so that no link is followed.

Every file that the platform writes goes through `temporary_file`: a new file of a random name that
is renamed when it is whole. Dagster, SQLite and the log handler write files themselves; for those
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
"""How the names of temporary files and folders begin."""
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600


class LinkError(OSError):
    """A symbolic link lies where the platform writes or reads; the text names it."""

    def __init__(self, path: object, why: str) -> None:
        super().__init__(errno.ELOOP, why, str(path))

    def __str__(self) -> str:
        return f"{self.filename} {self.strerror}"


def keep_private() -> int:
    """Let this process and those that it starts make files for their owner alone.

    Returns the umask until now, for a file that is for others too.
    """
    return os.umask(0o077)


def make_folder(folder: Path) -> Path:
    """Return the folder, made for its owner alone, like its parents, where it is missing."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    return folder


def folder_below(root: Path, relative: str | Path) -> Path:
    """Return a folder below a root, made if missing.

    The root may be a link, but no folder below it may be one that leads out of the root.

    Raises:
        LinkError: one does.
    """
    folder = root
    for name in Path(relative).parts:
        folder = folder / name
        if folder.is_symlink() and not folder.resolve().is_relative_to(root.resolve()):
            raise LinkError(
                folder.relative_to(root),
                "in the data folder is a link to another place; put a folder there instead",
            )
    return make_folder(folder)


@contextmanager
def temporary_file(folder: Path) -> Iterator[BinaryIO]:
    """Open a new file of the folder, which is made if missing; after a failure it is removed."""
    make_folder(folder)
    # of a random name, created exclusively and without following a link, mode 0600
    part = NamedTemporaryFile(dir=folder, prefix=PART, delete=False)
    try:
        with part:  # to close it may fail too, on a full disk
            yield part  # type: ignore[misc]
    except BaseException:
        Path(part.name).unlink(missing_ok=True)
        raise


def replace(path: Path, write: Callable[[BinaryIO], object], mode: int = FILE_MODE) -> None:
    """Write a file so that a kill leaves the old or the new one, whole.

    A link in its place is replaced, and what it led to stays as it is. Who may read it follows
    from the mode.
    """
    with temporary_file(path.parent) as part:
        write(part)
        part.flush()
        os.fchmod(part.fileno(), mode)  # of the open file: no link can be put in its place
        os.fsync(part.fileno())
        os.replace(part.name, path)
    sync_folder(path.parent)


def create(path: Path) -> BinaryIO:
    """Open a new file for writing.

    Raises:
        FileExistsError: there is something of this name, if only a link to nothing.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, FILE_MODE), "wb")


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading: never through a link, and never waiting for what is no file.

    For files of the platform's own, in whose place somebody may have put something else.

    Raises:
        FileNotFoundError: there is none.
        LinkError: it is a link.
        OSError: it cannot be read, or is no regular file, such as a pipe or a folder.
    """
    try:
        # without O_NONBLOCK, opening a pipe waits for its writer
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise LinkError(path, "is a link, and no regular file") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file", str(path))
    return os.fdopen(descriptor, "rb")


def remove_link(path: Path) -> None:
    """Remove a link in the place of a file that a library opens by its name."""
    if path.is_symlink():
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
