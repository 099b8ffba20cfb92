import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from churn_platform.defs.steps.outputs import writes
from churn_platform.storage.artifacts import (
    ArtifactError,
    MissingError,
    content_of,
    open_verified,
    open_version,
    resolve,
)
from churn_platform.storage.publishing import publish, publish_copy, refresh, sweep
from churn_platform_tests.pipes import pipe

STABLE = "reports/metrics.json"


def test_a_file_lies_under_its_content_and_under_its_stable_name(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    digest = hashlib.sha256(b"one").hexdigest()
    assert file.sha256 == digest
    assert file.path == f"versions/{digest[:16]}-metrics.json"
    assert (file.id, file.bytes, file.version) == ("metrics.json", 3, digest[:16])
    assert file.media_type == "application/json"
    assert (tmp_path / file.path).read_bytes() == b"one"
    assert (tmp_path / STABLE).read_bytes() == b"one"


def test_a_new_version_leaves_the_old_one_and_moves_the_stable_name(tmp_path: Path) -> None:
    old = publish(tmp_path, STABLE, writes(b"one"))
    new = publish(tmp_path, STABLE, writes(b"two"))
    assert (tmp_path / old.path).read_bytes() == b"one"
    assert (tmp_path / new.path).read_bytes() == b"two"
    assert (tmp_path / STABLE).read_bytes() == b"two"


def test_the_hash_of_a_file_is_taken_again_when_the_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, taken = publish(tmp_path, STABLE, writes(b"one")), []
    digest = hashlib.file_digest

    def counted(*given: Any) -> Any:
        taken.append(given)
        return digest(*given)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    for _ in range(3):
        assert resolve(tmp_path, file) == tmp_path / file.path
        with open_verified(tmp_path, file) as opened:
            assert opened.read() == b"one"
    assert len(taken) == 1
    (tmp_path / file.path).write_bytes(b"two or more")
    with pytest.raises(ArtifactError, match="content has sha256"):
        resolve(tmp_path, file)
    assert len(taken) == 2


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    assert publish(tmp_path, STABLE, writes(b"one")) == publish(tmp_path, STABLE, writes(b"one"))
    assert len(list((tmp_path / "versions").iterdir())) == 1


def test_an_edit_of_the_stable_file_does_not_reach_the_version(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    (tmp_path / STABLE).write_bytes(b"edited by hand")
    assert resolve(tmp_path, file).read_bytes() == b"one"


def test_a_changed_version_is_refused(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    (tmp_path / file.path).write_bytes(b"two")
    with pytest.raises(ArtifactError, match="content has sha256 .* expected .* as recorded"):
        resolve(tmp_path, file)


def test_a_lost_version_is_refused(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    (tmp_path / file.path).unlink()
    with pytest.raises(ArtifactError, match="metrics.json: missing; materialize"):
        resolve(tmp_path, file)


def test_the_bytes_that_are_hashed_are_the_bytes_that_are_returned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    path = tmp_path / file.path
    opened = os.open

    def swapped(*arguments: Any) -> int:
        """Exchange the file as soon as somebody has opened it, and whenever it is there again."""
        descriptor = opened(*arguments)
        (tmp_path / "other").write_bytes(b"two")
        os.replace(tmp_path / "other", path)
        return descriptor

    monkeypatch.setattr(os, "open", swapped)
    assert content_of(tmp_path, file) == b"one"
    with pytest.raises(ArtifactError, match="content has sha256"):
        content_of(tmp_path, file)


@pytest.mark.parametrize(
    "change",
    [
        {"path": "reports/metrics.json"},
        {"path": "versions/../reports/metrics.json"},
        {"path": "../metrics.json"},
        {"path": "/etc/hostname"},
        {"id": "other.json"},
        {"id": "../metrics.json", "path": "versions/7692c3ad3540bb80-../metrics.json"},
        {"id": "metrics.json\0", "path": "versions/7692c3ad3540bb80-metrics.json\0"},
        {"sha256": "0" * 64},
    ],
)
def test_a_file_is_read_where_it_was_published_and_nowhere_else(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    assert file.version == "7692c3ad3540bb80"
    for read in (content_of, open_version, open_verified, resolve):
        with pytest.raises(MissingError):
            read(tmp_path, replace(file, **change))


def test_no_link_pipe_or_folder_is_read(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    path = tmp_path / file.path
    makes: list[Callable[[], object]] = [
        lambda: path.symlink_to(tmp_path / STABLE),
        lambda: os.mkfifo(path),
        lambda: path.mkdir(),
    ]
    for make in makes:
        path.unlink()
        make()
        with pytest.raises(MissingError):
            content_of(tmp_path, file)


def test_a_copy_is_written_once_and_mended_when_it_is_gone(tmp_path: Path) -> None:
    (tmp_path / "library.js").write_bytes(b"plot")
    copies = [publish_copy(tmp_path, "figures/p.js", tmp_path / "library.js") for _ in range(2)]
    assert copies[0] == copies[1]
    version = tmp_path / copies[0].path
    written = version.stat()
    os.utime(version, (0, 0))
    assert publish_copy(tmp_path, "figures/p.js", tmp_path / "library.js") == copies[0]
    assert version.stat().st_ino == written.st_ino
    assert version.stat().st_mtime >= written.st_mtime  # young again: pruning leaves it alone
    (tmp_path / "figures/p.js").unlink()
    assert publish_copy(tmp_path, "figures/p.js", tmp_path / "library.js") == copies[0]
    assert (tmp_path / "figures/p.js").read_bytes() == b"plot"


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    publish(tmp_path, STABLE, writes(b"one"))

    def fails(file: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish(tmp_path, STABLE, fails)
    assert (tmp_path / STABLE).read_bytes() == b"one"
    assert [path.name[0] for path in (tmp_path / "versions").iterdir()] != ["."]


def test_only_old_temporary_files_are_swept_from_every_folder(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    hour_ago = time.time() - 3_700
    for name in ("versions/.part-old", "reports/.part-old", file.path, STABLE):
        (tmp_path / name).write_bytes(b"one")
        os.utime(tmp_path / name, (hour_ago, hour_ago))
    (tmp_path / "versions/.part-new").touch()
    assert sweep(tmp_path) == 2
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*"))
    assert left == [STABLE, "versions/.part-new", file.path]


def test_a_folder_that_is_not_there_has_nothing_to_sweep(tmp_path: Path) -> None:
    assert sweep(tmp_path / "missing") == 0


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from churn_platform.storage import publishing

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def half(file):
    file.write(b"t" * 1_000_000)
    if sys.argv[2] == "writing":
        file.flush()
        die()
    file.write(b"t" * 1_000_000)

point = sys.argv[2]
if point == "syncing":
    publishing.os.fsync = die
elif point == "renaming the version":
    publishing.os.replace = die
elif point == "syncing the folder":
    publishing.sync_folder = die
elif point == "copying":
    publishing.shutil.copyfileobj = die
elif point == "renaming the stable name":
    real = os.replace
    def second(source, target):
        die() if str(target).endswith("reports/metrics.json") else real(source, target)
    publishing.os.replace = second
publishing.publish(Path(sys.argv[1]), "reports/metrics.json", half)
"""


@pytest.mark.parametrize(
    "point",
    [
        "writing",
        "syncing",
        "renaming the version",
        "syncing the folder",
        "copying",
        "renaming the stable name",
    ],
)
def test_a_kill_while_publishing_leaves_the_whole_old_file(tmp_path: Path, point: str) -> None:
    old = publish(tmp_path, STABLE, writes(b"old"))
    command = [sys.executable, "-c", KILLED, str(tmp_path), point]
    killed = subprocess.run(command, timeout=60, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / STABLE).read_bytes() == b"old"
    assert resolve(tmp_path, old).read_bytes() == b"old"
    for path in (tmp_path / "versions").iterdir():
        whole = path.read_bytes() in (b"old", b"t" * 2_000_000)
        assert whole or path.name.startswith(".part-")


def test_a_pipe_in_the_place_of_a_version_is_not_waited_for(tmp_path: Path) -> None:
    file = publish(tmp_path, STABLE, writes(b"one"))
    with pipe(tmp_path / file.path):
        with pytest.raises(OSError, match="not a regular file"):
            refresh(tmp_path, tmp_path / file.path, STABLE)
    assert (tmp_path / STABLE).read_bytes() == b"one"
