"""Does the history in SQLite lie on a network file system, where its locks cannot be trusted?"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import psutil

_KINDS: Final = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs")
"""How the types of network file systems begin."""


@lru_cache(maxsize=4)
def network_trouble(folder: Path) -> str | None:
    """Return what is wrong with this folder as the place of an SQLite history, if anything is."""
    kind = _kind_of(folder)
    if not kind.startswith(_KINDS):
        return None
    return (
        f"the history is in SQLite on a network file system ({kind}), which can damage it: move the"
        " data folder to a local disk, or set CHURN_DAGSTER_POSTGRES_URL"
    )


def _kind_of(folder: Path) -> str:
    """Return the type of the file system that the folder is, or will be, on."""
    mounts = {Path(each.mountpoint): each.fstype for each in psutil.disk_partitions(all=True)}
    return next((mounts[path] for path in (folder, *folder.parents) if path in mounts), "")
