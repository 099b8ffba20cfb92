"""The disk below the data folder: how much is free, and of what kind it is."""

import os
import shutil
from pathlib import Path
from typing import Final

import psutil

_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs"})


def shortage(folder: Path, wanted: int) -> str | None:
    """Return a sentence if the folder's disk has fewer free bytes than wanted.

    Args:
        folder: any folder; where it is missing, its nearest parent that exists counts.
        wanted: bytes.
    """
    free = shutil.disk_usage(nearest(folder)).free
    if free >= wanted:
        return None
    return (
        f"the disk has {free / 1e6:,.0f} MB left; CHURN_MIN_FREE_BYTES asks for"
        f" {wanted / 1e6:,.0f} MB"
    )


def network_file_system(folder: Path) -> str | None:
    """Return the type of the folder's file system if other machines share it, such as nfs4."""
    here = os.path.realpath(folder)
    mounts = [part for part in psutil.disk_partitions(all=True) if _holds(part.mountpoint, here)]
    kind = max(mounts, key=lambda part: len(part.mountpoint)).fstype if mounts else ""
    return kind if kind in _NETWORK else None


def nearest(folder: Path) -> Path:
    """Return the folder, or its nearest parent that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _holds(mount: str, path: str) -> bool:
    return os.path.commonpath([mount, path]) == mount
