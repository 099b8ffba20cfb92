"""What goes and what stays: decided here, from plain facts, and removed elsewhere."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from churn_platform.storage.private_files import PART

YOUNG_SECONDS: Final = 3600
"""A file younger than this stays: a run may have written it and not said so yet."""
_DAY_SECONDS: Final = 86_400
# the hash is enough, and holds however the name after it is escaped
_VERSION: Final = re.compile(r"versions/([0-9a-f]{16})-")


@dataclass(frozen=True)
class Bounds:
    """A run goes when it is older than `days` and not among the newest `runs`."""

    days: int
    runs: int

    def cutoff(self, now: float) -> float:
        """Return the moment before which something is old, in seconds since 1970."""
        return now - self.days * _DAY_SECONDS


@dataclass(frozen=True)
class EndedRun:
    """A run as far as its age is concerned; `ended` is None as long as it has not."""

    id: str
    ended: float | None


@dataclass(frozen=True)
class Version:
    """A file of the versions folder; `changed` in seconds since 1970."""

    path: Path
    bytes: int
    changed: float


def expired_runs(
    runs: Sequence[EndedRun], bounds: Bounds, pinned: Collection[str], now: float
) -> list[str]:
    """Return the ids of the runs that go.

    Args:
        runs: all of them, newest first.
        bounds: how much stays.
        pinned: runs that something current was made by.
        now: seconds since 1970.
    """
    cutoff = bounds.cutoff(now)
    return [
        run.id
        for run in runs[bounds.runs :]
        if run.ended is not None and run.ended < cutoff and run.id not in pinned
    ]


def mentioned(text: str) -> set[str]:
    """Return the hashes of the versions that an event names, wherever in it."""
    return set(_VERSION.findall(text))


def unreferred(versions: Iterable[Version], hashes: Collection[str], now: float) -> list[Version]:
    """Return the versions that nothing kept names; temporary files are somebody else's."""
    return [
        version
        for version in versions
        if version.path.name.partition("-")[0] not in hashes
        and not version.path.name.startswith(PART)
        and now - version.changed > YOUNG_SECONDS
    ]


def versions_in(folder: Path) -> list[Version]:
    """Return the files of the versions folder; none if there is no such folder."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    found = []
    for path in paths:
        try:
            stat = path.lstat()
        except FileNotFoundError:
            continue  # published under its final name meanwhile, or removed
        found.append(Version(path, stat.st_size, stat.st_mtime))
    return found
