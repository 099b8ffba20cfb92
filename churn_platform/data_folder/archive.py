"""Read a backup archive without trusting it: it may be malicious."""

import gzip
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from churn_platform.data_folder.manifest import BackupError, shown

MAX_FILES: Final = 500_000
PIECE: Final = 1 << 20
"""Maximum bytes read at a time, and so the maximum length of a header."""
# gzip compresses zeros 1,000 to 1; databases, tables and logs of a data folder reach about 20
_MAX_RATIO: Final = 200
_ALWAYS_ALLOWED: Final = 100_000_000
_LONGEST_PATH: Final = 1_000
_LONGEST_NAME: Final = 255
_LONGEST_SHOWN: Final = 100


class BoundedFile:
    """The unpacked bytes of a gzip file for `tarfile`: forward only, up to a maximum."""

    def __init__(self, packed: BinaryIO, size: int) -> None:
        self._file = gzip.GzipFile(fileobj=packed, mode="rb")
        self._maximum = max(_MAX_RATIO * size, _ALWAYS_ALLOWED)

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        if not 0 <= size <= PIECE:
            raise tarfile.HeaderError(f"a header of {size:,} bytes")
        self._bound(self.tell() + size)
        return self._file.read(size)

    def seek(self, place: int) -> int:
        """Seek forward."""
        self._bound(place)
        if place < self.tell():
            raise tarfile.HeaderError("a header that leads back")
        return self._file.seek(place)

    def tell(self) -> int:
        """Return the current position."""
        return self._file.tell()

    def _bound(self, place: int) -> None:
        if place > self._maximum:
            raise BackupError(
                f"it unpacks to more than {self._maximum:,} bytes, which is more than"
                f" {_MAX_RATIO} times its size; expected a file written by make backup"
            )


class Archive:
    """The members of a backup, read sequentially, once.

    Args:
        packed: the open file.

    Raises:
        BackupError: it is damaged or has content that a backup never has.
    """

    def __init__(self, packed: BinaryIO) -> None:
        size = packed.seek(0, os.SEEK_END)
        packed.seek(0)
        with _parsing():
            self._tar = tarfile.TarFile(fileobj=BoundedFile(packed, size))  # type: ignore[arg-type]
        self._files, self._folders = set[str](), set[str]()

    def members(self) -> Iterator[tarfile.TarInfo]:
        """Yield the members: files below the data folder, with distinct paths."""
        while (member := self._next()) is not None:
            self._check(member)
            yield member

    def pieces(self, member: tarfile.TarInfo) -> Iterator[bytes]:
        """Yield the content of the current member."""
        with _parsing():
            content = self._tar.extractfile(member)
        assert content is not None
        left = member.size
        while left:
            with _parsing():
                piece = content.read(min(left, PIECE))
                if not piece:
                    raise EOFError("it ends too early")
            left -= len(piece)
            yield piece

    def _next(self) -> tarfile.TarInfo | None:
        with _parsing():
            member = self._tar.next()
        self._tar.members.clear()  # type: ignore[attr-defined] # it would keep all of them
        return member

    def _check(self, member: tarfile.TarInfo) -> None:
        name = member.name
        if not member.isreg() or member.issparse() or member.size < 0 or not _is_path(name):
            raise BackupError(f"{name[:_LONGEST_SHOWN]!r} is not a file of a data folder")
        above = {str(path) for path in PurePosixPath(name).parents[:-1]}
        if name in self._files or name in self._folders or above & self._files:
            raise BackupError(f"{shown(name)} is in it twice")
        self._files.add(name)
        self._folders |= above
        if len(self._files) > MAX_FILES:
            raise BackupError(f"it holds more than the {MAX_FILES:,} files that are accepted")


@contextmanager
def _parsing() -> Iterator[None]:
    """Turn whatever parsers raise on damaged bytes, also RecursionError, into a one-line error."""
    try:
        yield
    except BackupError:
        raise
    except Exception as error:
        why = shown(str(error).partition("\n")[0] or type(error).__name__)
        raise BackupError(f"it is damaged: {why}") from None


def _is_path(name: str) -> bool:
    """Return whether a name is a portable, printable relative path."""
    path = PurePosixPath(name)
    return (
        str(path) == name
        and not path.is_absolute()
        and path.parts != ()
        and name.isprintable()
        and "\\" not in name
        and ".." not in path.parts
        and len(name.encode()) <= _LONGEST_PATH
        and all(len(part.encode()) <= _LONGEST_NAME for part in path.parts)
    )
