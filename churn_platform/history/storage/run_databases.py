"""Which files of single runs are damaged: judged once after each change, by their beginning."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Final

from churn_platform.history.storage.sqlite_files import SHARDS

_AGAIN_SECONDS: Final = 60
_HEADER_BYTES: Final = 100
_MAGIC: Final = b"SQLite format 3\0"
_Stamp = tuple[int, int]


@dataclass
class RunDatabases:
    """Remembers what it found, so that a long history costs a listing of its folder a minute."""

    found: dict[str, tuple[_Stamp, bool]] = field(default_factory=dict)
    looked_at: float = float("-inf")

    def damaged(self, history: Path) -> tuple[str, ...]:
        """Return the names of the damaged files, as far as that is known; looks once a minute."""
        if time.monotonic() - self.looked_at >= _AGAIN_SECONDS:
            self.looked_at = time.monotonic()
            self.found = self._look(history / SHARDS)
        return tuple(sorted(name for name, (_, whole) in self.found.items() if not whole))

    def _look(self, folder: Path) -> dict[str, tuple[_Stamp, bool]]:
        try:
            entries = list(os.scandir(folder))
            logs = {each.name for each in entries if each.name.endswith("-wal")}
            return {
                each.name: self._judged(each)
                for each in entries
                # what lies in a log is not in its file yet, which may be shorter than it says
                if each.name.endswith(".db") and f"{each.name}-wal" not in logs
            }
        except OSError:
            return {}  # the history is gone, or a file of it was pruned just now

    def _judged(self, entry: "os.DirEntry[str]") -> tuple[_Stamp, bool]:
        stat = entry.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if not S_ISREG(stat.st_mode):
            return stamp, False  # and it is not opened: opening a pipe waits for its writer
        known = self.found.get(entry.name)
        if known and known[0] == stamp:
            return known
        if time.time() - stat.st_mtime < _AGAIN_SECONDS:
            return (0, 0), True  # it may be in the making: judged when it is older
        return stamp, is_whole(Path(entry.path), stat.st_size)


def is_whole(path: Path, size: int) -> bool:
    """Whether a file begins like a database and is as long as it says."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        return False
    if header[24:28] != header[92:96]:
        return True  # its number of pages is not up to date
    page = int.from_bytes(header[16:18]) or 1
    page = 65_536 if page == 1 else page
    return size >= page * int.from_bytes(header[28:32])
