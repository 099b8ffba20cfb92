"""Describe errors of libraries without their text, which may quote data."""

import errno
import os
import re
import sqlite3
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

_HERE: Final = Path(__file__).resolve().parents[1]
_OURS: Final = (_HERE, _HERE.parent / "api")
_PACKAGES: Final = ("churn_platform.", "api.")
_SPACE: Final = "free some space there"
_RIGHTS: Final = "give this user the right to write there"
_ADVICE: Final = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EROFS: "mount it for writing",
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EMFILE: "allow more of them (ulimit -n)",
    errno.ENFILE: "close other programs, or raise the system's limit (fs.file-max)",
}
_MEMORY: Final = "out of memory; lower CHURN_BATCH_ROWS, or give this process more"
_OF_THE_PROCESS: Final = (errno.EMFILE, errno.ENFILE)
"""Errors that are unrelated to a folder."""
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: (errno.ENOSPC, os.strerror(errno.ENOSPC)),
    sqlite3.SQLITE_READONLY: (errno.EROFS, "the history's database is read-only"),
    sqlite3.SQLITE_CANTOPEN: (errno.EIO, "the history's database cannot be opened"),
    sqlite3.SQLITE_IOERR: (errno.EIO, os.strerror(errno.EIO)),
}
"""SQLite result codes for system errors -> errno and text."""
_FAILED_CHECK: Final = "DagsterAssetCheckFailedError"
_INTERRUPTS: Final = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")
"""Exception names that mean a stop by the user or the system, which is not a fault."""
_INTERRUPTED: Final = "interrupted, by Ctrl-C or a request to stop"
_FRAME: Final = re.compile(r'File "([^"]+)", line (\d+)')


class Recorded(Protocol):
    """An error as Dagster records it."""

    @property
    def cls_name(self) -> str | None:
        """Its class's name."""

    @property
    def stack(self) -> Sequence[str]:
        """Its stack frames as text, the innermost last."""

    @property
    def cause(self) -> Any:
        """The error that it was raised from, or None."""


def kind_and_place(error: BaseException, folder: Path | None = None) -> str:
    """Return an error's kind and where it was raised, on one line, without its text.

    A library's error message may quote a cell of the table or an address. Our own errors do not, so
    their message is returned. If an error was raised from others, such as Dagster's around one in a
    step, the original one is described. For an error of the operating system, such as a full disk,
    the system's message comes first.

    Args:
        error: any error.
        folder: the one being written to, for system errors that do not name one.
    """
    first = _first(error)
    if type(first).__name__ in _INTERRUPTS:
        return _INTERRUPTED
    if _is_ours(first):
        return " ".join(str(first).split())
    places, message = _places(error, first), _words_of_the_system(first, folder)
    at = f" at {places}" if places else ""
    return (
        f"{message} ({type(first).__name__}{at})" if message else f"unexpected {_kind(first)}{at}"
    )


def can_be_helped(error: BaseException) -> bool:
    """Return whether an error is a system error that the user can do something about."""
    return isinstance(error, OSError) and error.errno in _ADVICE


def recorded_kind_and_place(error: Recorded) -> str:
    """Return the same for an error recorded by Dagster, which has lost its type.

    Dagster's own error for a failed blocking check is expected; the check says what was found.
    """
    while error.cause is not None:
        error = error.cause
    if error.cls_name == _FAILED_CHECK:
        return "stopped by a check that did not pass"
    if error.cls_name in _INTERRUPTS:
        return _INTERRUPTED
    frames = [match.groups() for frame in error.stack[-1:] if (match := _FRAME.search(frame))]
    place = "".join(f" at {Path(file).name}, line {line}" for file, line in frames)
    return f"unexpected {error.cls_name or 'error'}{place}"


def _is_ours(error: BaseException) -> bool:
    return type(error).__module__.startswith(_PACKAGES)


def _first(error: BaseException) -> BaseException:
    """Return the original error of a chain, or the last of our own errors in it."""
    while not _is_ours(error) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _kind(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, ImportError):  # names a module or a shared library, not data
        return f"{name} ({' '.join(str(error).split())})"
    return name


def _words_of_the_system(error: BaseException, folder: Path | None) -> str:
    """Return a system error's message, its folder, and what to do; '' for any other error."""
    if isinstance(error, MemoryError):  # Arrow's and NumPy's are kinds of it
        return _MEMORY
    number, words, path = _of_the_system(error)
    if number is None:
        return ""
    if path is not None:
        folder = Path(path).parent if folder and Path(path).is_relative_to(folder) else None
    where = f" in {folder}" if folder and number not in _OF_THE_PROCESS else ""
    return f"{words}{where}" + (f"; {_ADVICE[number]}" if number in _ADVICE else "")


def _of_the_system(error: BaseException) -> tuple[int | None, str, str | None]:
    """Return an OS error's errno, message and path; errno is None for any other error."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its extension
        return (*_SQLITE.get(code, (None, "")), None)
    if not isinstance(error, OSError) or error.errno is None:
        return None, "", None
    # a library's own words may quote a path
    known = error.errno in errno.errorcode
    words = os.strerror(error.errno) if known else type(error).__name__
    # with two paths it is unclear which one is meant
    path = None if error.filename2 else error.filename
    return error.errno, words, path if isinstance(path, str) else None


def _places(error: BaseException, first: BaseException) -> str:
    frames = [traceback.extract_tb(each.__traceback__) for each in (error, first)]
    ours = [each for each in frames[0] if any(map(Path(each.filename).is_relative_to, _OURS))]
    # our innermost line, and where a library raised it
    return ", from ".join(dict.fromkeys(_place(each) for each in [*ours[-1:], *frames[1][-1:]]))


def _place(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}, line {frame.lineno}"
