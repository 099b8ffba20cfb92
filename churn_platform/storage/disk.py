"""Check the free disk space of the data folder."""

import shutil
from pathlib import Path


def shortage(folder: Path, wanted: int) -> str | None:
    """Return a sentence if the folder's disk has fewer free bytes than needed.

    Args:
        folder: any folder; if missing, its nearest existing parent is used.
        wanted: bytes.
    """
    free = shutil.disk_usage(nearest(folder)).free
    if free >= wanted:
        return None
    return f"the disk has {free / 1e6:,.0f} MB left; the platform needs {wanted / 1e6:,.0f} MB"


def nearest(folder: Path) -> Path:
    """Return the folder, or its nearest parent that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
