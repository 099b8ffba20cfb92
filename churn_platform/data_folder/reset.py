"""`make reset` removes the files that the platform made in the data folder, and no others."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from churn_platform.data_folder.permissions import FOLDERS
from churn_platform.data_folder.platform_lock import FILE as PLATFORM_LOCK
from churn_platform.history.model_history import FILE as MODEL_HISTORY
from churn_platform.history.storage.postgres import MARKER
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.private_files import PART

_VERSION: Final = re.compile(r"[0-9a-f]{16}-(.+)")
_INTERNAL: Final = {
    VERSIONS: _VERSION,
    "scratch": re.compile(".*"),
    "logs": re.compile(r"(pipeline|access)\.log.*|\.__(pipeline|access)\.lock"),
    "dagster": re.compile(rf"history|schedules|logs|storage|\.lock|{re.escape(MARKER)}"),
}
"""The platform's own folders, and the names that it or Dagster creates in them."""


@dataclass
class Findings:
    """The paths to remove, the total size of their files in bytes, and the paths to keep."""

    ours: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    bytes: int = 0


def find_made(data_dir: Path) -> Findings:
    """Return the files that the platform made in the data folder, and all others.

    A file at a stable path, such as `data/raw/mine_customer_churn.csv`, counts as the platform's if
    a version of that name was published: the next run would overwrite it. Links are never the
    platform's.
    """
    found = Findings()
    names = {match[1] for path in _in(data_dir / VERSIONS) if (match := _is_version(path))}
    for path in _in(data_dir):
        if path.name in FOLDERS and path.is_dir():
            _look_into(path, names, found)
        elif _is_leftover(path) or (path.suffix == ".lock" and not path.is_symlink()):
            found.ours += [] if path.name == PLATFORM_LOCK else [path]
        else:
            found.kept.append(path)
    found.bytes = sum(_size(path) for path in found.ours)
    return found


def remove(data_dir: Path, found: Findings) -> None:
    """Remove the platform's files, and its own folders that are then empty."""
    for path in found.ours:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for folder in (data_dir / name for name in FOLDERS):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def _look_into(folder: Path, names: set[str], found: Findings) -> None:
    internal = _INTERNAL.get(folder.name)
    if folder.is_symlink() and folder.name != "dagster":
        found.kept.append(folder)  # a link to a place of the user's own
        return
    for path in _in(folder):
        made = internal.fullmatch(path.name) if internal else path.name in names
        known = made or str(path.relative_to(folder.parent)) == MODEL_HISTORY or _is_leftover(path)
        (found.ours if known and not path.is_symlink() else found.kept).append(path)


def _is_version(path: Path) -> re.Match[str] | None:
    return _VERSION.fullmatch(path.name)


def _is_leftover(path: Path) -> bool:
    return path.name.startswith(PART) and not path.is_symlink()


def _in(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.iterdir())) if folder.is_dir() else iter(())


def _size(path: Path) -> int:
    below = path.rglob("*") if path.is_dir() else iter([path])
    return sum(each.lstat().st_size for each in below if each.is_file())
