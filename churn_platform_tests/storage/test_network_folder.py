from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from churn_platform.storage.network_folder import network_trouble

MOUNTS = {"/": "ext4", "/srv": "nfs4", "/srv/local": "xfs", "/mnt/share": "cifs"}


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/srv/churn/dagster", "nfs4"), ("/mnt/share", "cifs"), ("/srv/local/churn", None)],
)
def test_a_network_file_system_is_told_by_its_kind(
    monkeypatch: pytest.MonkeyPatch, folder: str, kind: str | None
) -> None:
    mounts = [SimpleNamespace(mountpoint=path, fstype=kind) for path, kind in MOUNTS.items()]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: mounts)
    network_trouble.cache_clear()
    said = network_trouble(Path(folder))
    network_trouble.cache_clear()
    if kind is None:
        assert said is None
    else:
        assert said is not None and f"network file system ({kind})" in said
        assert said.endswith("or set CHURN_DAGSTER_POSTGRES_URL")
