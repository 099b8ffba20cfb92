"""Closes what lies below the data folder to everybody but its owner, and names what stays open."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from churn_platform.files import FOLDER_MODE

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def tighten(data_dir: Path) -> str | None:
    """Take all rights of group and others away, from the folder itself and everything below it.

    Links are neither changed nor followed. Returns a sentence on what belongs to another user and
    so stays as it is, or None.
    """
    own, foreign = os.geteuid(), list[str]()
    for path, found in _below(data_dir, own):
        mode = stat.S_IMODE(found.st_mode)
        closed = FOLDER_MODE if stat.S_ISDIR(found.st_mode) else mode & ~_OTHERS
        if found.st_uid != own:
            foreign.append(path)
        elif mode != closed:
            with suppress(FileNotFoundError):  # removed meanwhile
                os.chmod(path, closed)
    if not foreign:
        return None
    more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
    return (
        f"{ascii(min(foreign))[1:-1]}{more} in the data folder belong to another user, so their"
        " permissions stay as they are: give them to the user that runs the platform."
    )


def _below(folder: Path, own: int) -> Iterator[tuple[str, os.stat_result]]:
    """Yield a folder and everything below it, each folder before what is in it."""
    if not folder.is_dir():
        return
    yield str(folder), folder.stat()
    waiting = [str(folder)]
    while waiting:
        for entry in _listed(waiting.pop()):
            try:
                found = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if not stat.S_ISLNK(found.st_mode):
                yield entry.path, found
            if stat.S_ISDIR(found.st_mode) and found.st_uid == own:
                waiting.append(entry.path)


def _listed(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, PermissionError):
        return []


def open_env(home: Path) -> str | None:
    """Return a sentence if others may read the settings file, which may hold secrets."""
    path = home / ".env"
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if not mode & stat.S_IROTH:
        return None
    return (
        f"{path} can be read by every user of this machine (mode {stat.S_IMODE(mode):04o}) and may"
        " hold secrets: chmod 600 it."
    )
