"""What may be shown of an error whose text is not ours."""

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
_OF_THE_PROCESS: Final = (errno.EMFILE, errno.ENFILE)
"""Errors that no folder has to do with."""
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: (errno.ENOSPC, os.strerror(errno.ENOSPC)),
    sqlite3.SQLITE_READONLY: (errno.EROFS, "the history's database is read-only"),
    sqlite3.SQLITE_CANTOPEN: (errno.EIO, "the history's database cannot be opened"),
    sqlite3.SQLITE_IOERR: (errno.EIO, os.strerror(errno.EIO)),
}
"""SQLite's result codes that tell of the system, as its error's number and words."""
_FAILED_CHECK: Final = "DagsterAssetCheckFailedError"
_INTERRUPTS: Final = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")
"""Names of the kinds that tell of a stop by a person or by the system, which is no fault."""
_INTERRUPTED: Final = "interrupted, by Ctrl-C or because it was to end"
_FRAME: Final = re.compile(r'File "([^"]+)", line (\d+)')


class Recorded(Protocol):
    """An error as Dagster records it."""

    @property
    def cls_name(self) -> str | None:
        """Name of its class."""

    @property
    def stack(self) -> Sequence[str]:
        """Its frames as text, the innermost last."""

    @property
    def cause(self) -> Any:
        """The error that it was raised from, recorded likewise, or None."""


def kind_and_place(error: BaseException, folder: Path | None = None) -> str:
    """Return the kind of an error and where it was raised, in one line, and nothing of its text.

    The text of a library's error may quote a cell of the table or an address; that of an error of
    our own does not, and is returned. An error that was raised from others, such as Dagster's
    around one in a step, is described by the first of them. Of an error of the operating system,
    such as a full disk, the system's own words come first.

    Args:
        error: any error.
        folder: that was written to, for errors of the system that do not name one.
    """
    first = _first(error)
    if type(first).__name__ in _INTERRUPTS:
        return _INTERRUPTED
    if _is_ours(first):
        return " ".join(str(first).split())
    places, said = _places(error, first), _words_of_the_system(first, folder)
    at = f" at {places}" if places else ""
    return f"{said} ({type(first).__name__}{at})" if said else f"unexpected {_kind(first)}{at}"


def can_be_helped(error: BaseException) -> bool:
    """Say whether an error is one of this system's that a person can do something about."""
    return isinstance(error, OSError) and error.errno in _ADVICE


def recorded_kind_and_place(error: Recorded) -> str:
    """Return the same of an error that Dagster recorded, which has lost its own kind.

    Dagster's own error where a check does not pass is expected; what was found the check says.
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
    """Return the error that this one was raised from, or the last of our own on the way to it."""
    while not _is_ours(error) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _kind(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, ImportError):  # names a module or a shared library, and no data
        return f"{name} ({' '.join(str(error).split())})"
    return name


def _words_of_the_system(error: BaseException, folder: Path | None) -> str:
    """Return what the system says of itself, where, and what helps; '' of any other error."""
    number, words, path = _of_the_system(error)
    if number is None:
        return ""
    if path is not None:
        folder = Path(path).parent if folder and Path(path).is_relative_to(folder) else None
    where = f" in {folder}" if folder and number not in _OF_THE_PROCESS else ""
    return f"{words}{where}" + (f"; {_ADVICE[number]}" if number in _ADVICE else "")


def _of_the_system(error: BaseException) -> tuple[int | None, str, str | None]:
    """Return number, words and path of an error of the operating system; no number of another."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its extension
        return (*_SQLITE.get(code, (None, "")), None)
    if not isinstance(error, OSError) or error.errno is None:
        return None, "", None
    # a library's own words may quote a path
    known = error.errno in errno.errorcode
    words = os.strerror(error.errno) if known else type(error).__name__
    # of two paths nobody knows which it is about
    path = None if error.filename2 else error.filename
    return error.errno, words, path if isinstance(path, str) else None


def _places(error: BaseException, first: BaseException) -> str:
    frames = [traceback.extract_tb(each.__traceback__) for each in (error, first)]
    ours = [each for each in frames[0] if any(map(Path(each.filename).is_relative_to, _OURS))]
    # our last line, and where a library raised it
    return ", from ".join(dict.fromkeys(_place(each) for each in [*ours[-1:], *frames[1][-1:]]))


def _place(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}, line {frame.lineno}"
