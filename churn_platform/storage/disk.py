"""The disk below the data folder: how much of it is free."""

import shutil
from pathlib import Path


def shortage(folder: Path, wanted: int) -> str | None:
    """Return a sentence if the folder's disk has fewer free bytes than wanted.

    Args:
        folder: any folder; where it is missing, its nearest parent that exists counts.
        wanted: bytes.
    """
    free = shutil.disk_usage(nearest(folder)).free
    if free >= wanted:
        return None
    return f"the disk has {free / 1e6:,.0f} MB left; the platform needs {wanted / 1e6:,.0f} MB"


def nearest(folder: Path) -> Path:
    """Return the folder, or its nearest parent that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
