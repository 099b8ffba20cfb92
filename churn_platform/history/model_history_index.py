"""The model history by time: where each version's rows lie in the file, and not the rows.

A hundred thousand versions, which as objects would take a gigabyte, take three megabytes.
"""

import csv
import io
import logging
import os
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from churn_platform.history.model_history import (
    COLUMNS,
    COLUMNS_BEFORE,
    FILE,
    HistoryError,
    HistoryRow,
)
from churn_platform.history.paging import microseconds
from churn_platform.storage.private_files import open_regular

_log = logging.getLogger("churn.api")
_AT_ONCE: Final = 250
_LAST_SEEN, _RUN_ID, _VERSION = (COLUMNS.index(each) for each in ("last_seen", "run_id", "version"))
_SAME: Final = slice(_RUN_ID, _VERSION + 1)
_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Kept:
    """What the file holds of one version of the metrics; `rows` are its lines.

    `moment` is when it was last seen, in microseconds since 1970.
    """

    version: str
    run_id: str
    moment: int
    rows: bytes

    def read(self) -> list[HistoryRow]:
        """Return the rows.

        Raises:
            HistoryError: they are not as they were written.
        """
        try:
            lines = io.StringIO(self.rows.decode())
            return [HistoryRow.from_cells(row) for row in csv.DictReader(lines, COLUMNS)]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HistoryError(f"{FILE}, version {self.version}: {error}") from None


@dataclass(frozen=True)
class _Places:
    """Of each version, newest first: its last time, negative so that it ascends, and its lines."""

    moments: "array[int]" = field(default_factory=lambda: array("q"))
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    lengths: "array[int]" = field(default_factory=lambda: array("q"))


class History:
    """Reads the file in parts; looks through it once after each change.

    Args:
        path: where it is, or will be.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        self._stamp: _Stamp | None = None
        self._places = _Places()

    def parts(self, before: int | None = None, after: int | None = None) -> Generator[list[Kept]]:
        """Yield what was last seen between two moments, both excluded, newest first, in parts.

        Args:
            before: in microseconds since 1970; None for no bound.
            after: the same.
        """
        try:
            file = open_regular(self._path)
        except OSError:
            return
        with file:
            places = self._current(file)
            first = 0 if before is None else bisect_right(places.moments, -before)
            end = len(places.moments) if after is None else bisect_left(places.moments, -after)
            for start in range(first, end, _AT_ONCE):
                part = range(start, min(start + _AT_ONCE, end))
                yield [_kept(_lines(file, places, at)) for at in part]

    def of_run(self, run_id: str) -> Kept | None:
        """Return the version that a run recorded first, or None."""
        try:
            with (
                open_regular(self._path) as file,
                mmap(file.fileno(), 0, access=ACCESS_READ) as text,
            ):
                found = text.find(f",{run_id},".encode())
                if found < 0:
                    return None
                text.seek(text.rfind(b"\n", 0, found) + 1)
                rows = first = text.readline()
                while (line := text.readline()).split(b",")[_SAME] == first.split(b",")[_SAME]:
                    rows += line
                return _kept(rows)
        except (OSError, ValueError):  # there is no file, or nothing in it
            return None

    def _current(self, file: BinaryIO) -> _Places:
        """Return the places in just this file, which may have taken the place of another."""
        with self._lock:
            stamp = _stamp(file)
            if stamp != self._stamp:
                try:
                    self._places = _places(file)
                except HistoryError as error:
                    _log.warning("The model history cannot be read: %s", error)
                    self._places = _Places()
                self._stamp = stamp
            return self._places


def _stamp(file: BinaryIO) -> _Stamp:
    stat = os.fstat(file.fileno())
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _places(file: BinaryIO) -> _Places:
    """Return where each version's lines are, which follow each other.

    Raises:
        HistoryError: the file is not as it was written.
    """
    header = file.readline()
    known = {",".join(each).encode() + b"\n": len(each) for each in (COLUMNS, COLUMNS_BEFORE)}
    if header not in known:
        raise HistoryError(f"{FILE}: found the columns {header[:200]!r}; expected {COLUMNS}")
    found: list[list[int]] = []
    version, position = b"", len(header)
    for number, line in enumerate(file, 2):
        if (cells_in := line.count(b",") + 1) != known[header]:
            said = f"{cells_in} cells; expected {known[header]}"
            raise HistoryError(f"{FILE}, line {number}: {said}")
        cells = line.split(b",", _VERSION + 1)
        if cells[_VERSION] != version:
            version = cells[_VERSION]
            found.append([_moment(cells[_LAST_SEEN], number), position, 0])
        found[-1][2] += len(line)
        position += len(line)
    found.sort()
    return _Places(*(array("q", column) for column in zip(*found, strict=True)))


def _moment(cell: bytes, number: int) -> int:
    try:
        return -microseconds(datetime.fromisoformat(cell.decode()))
    except (ValueError, TypeError) as error:
        raise HistoryError(f"{FILE}, line {number}: {error}") from None


def _lines(file: BinaryIO, places: _Places, at: int) -> bytes:
    file.seek(places.starts[at])
    return file.read(places.lengths[at])


def _kept(rows: bytes) -> Kept:
    cells = rows.split(b",", _VERSION + 1)
    version, run_id = cells[_VERSION].decode(), cells[_RUN_ID].decode()
    return Kept(version, run_id, -_moment(cells[_LAST_SEEN], 0), rows)
