"""Detect an SQLite history on a network file system, where locks are not reliable."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import psutil

_KINDS: Final = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs")
"""Prefixes of the types of network file systems."""


@lru_cache(maxsize=4)
def network_trouble(folder: Path) -> str | None:
    """Return why this folder is not suitable for an SQLite history, or None."""
    kind = _kind_of(folder)
    if not kind.startswith(_KINDS):
        return None
    return (
        f"the history is in SQLite on a network file system ({kind}), which can damage it: move the"
        " data folder to a local disk, or set CHURN_DAGSTER_POSTGRES_URL"
    )


def _kind_of(folder: Path) -> str:
    """Return the type of the file system of a folder, which may not exist yet."""
    mounts = {Path(each.mountpoint): each.fstype for each in psutil.disk_partitions(all=True)}
    return next((mounts[path] for path in (folder, *folder.parents) if path in mounts), "")
