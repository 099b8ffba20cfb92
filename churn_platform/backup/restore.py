"""Puts a backup in the place of the data folder, which is put aside and not deleted."""

import hashlib
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, Final

from churn_platform.artifacts import PART, VERSIONS, sync_folder
from churn_platform.backup.make import HISTORY
from churn_platform.backup.manifest import NAME, BackupError, Entry, Manifest
from churn_platform.backup.users import users_of
from churn_platform.settings import Settings

_PIECE: Final = 1 << 20


def restore(settings: Settings, file: Path) -> tuple[Manifest, Path | None]:
    """Restore; return what was restored, and where the folder before it is now.

    Everything is unpacked beside the data folder and checked first; then two renames put the old
    folder aside and the new one in its place.

    Raises:
        BackupError: the platform runs, or the backup is damaged; nothing is changed.
    """
    data_dir = settings.data_dir
    if holds_results(data_dir):
        if found := users_of(settings):
            raise BackupError(f"the platform runs: {found[0]}; stop it first")
    if not file.is_file():
        raise BackupError(f"{file.name}: there is no such file")
    try:
        with _unpacked(file, data_dir.parent) as (folder, manifest):
            return manifest, _swap(folder, data_dir)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupError(f"{file.name} is damaged: {error}; nothing was changed") from None
    except OSError as error:
        said = error.strerror or str(error)
        raise BackupError(f"{error.filename or file.name}: {said}; nothing was changed") from None


def holds_results(data_dir: Path) -> bool:
    """Whether somebody could miss something of this folder."""
    return any((data_dir / name).exists() for name in (VERSIONS, HISTORY))


@contextmanager
def _unpacked(file: Path, beside: Path) -> Iterator[tuple[Path, Manifest]]:
    beside.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=PART, dir=beside))
    try:
        folder.chmod(0o755)
        with tarfile.open(file, "r:gz") as archive:
            found = [_extract(archive, member, folder) for member in archive]
        yield folder, _checked(found, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # gone from here if it was put in its place


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> Entry:
    path = folder / member.name
    if not member.isfile() or not path.resolve().is_relative_to(folder.resolve()):
        raise BackupError(f"{member.name!r} is no file of a data folder; nothing was changed")
    path.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    assert content is not None
    with path.open("xb") as target:
        digest = _copy(content, target)
        os.fsync(target.fileno())
    os.utime(path, (member.mtime, member.mtime))
    return Entry(member.name, path.stat().st_size, digest)


def _copy(content: object, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while part := content.read(_PIECE):  # type: ignore[attr-defined]
        digest.update(part)
        target.write(part)
    return digest.hexdigest()


def _checked(found: list[Entry], folder: Path) -> Manifest:
    """Compare what was unpacked with what the manifest says."""
    if not (folder / NAME).is_file():
        raise BackupError(f"there is no {NAME}: the backup is not whole; nothing was changed")
    manifest = Manifest.from_json((folder / NAME).read_bytes())
    (folder / NAME).unlink()
    wanted = {entry.path: entry for entry in manifest.files}
    there = {entry.path: entry for entry in found if entry.path != NAME}
    if wrong := sorted(
        path for path in wanted.keys() | there if wanted.get(path) != there.get(path)
    ):
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise BackupError(f"{wrong[0]}{more} differs from the manifest; nothing was changed")
    return manifest


def _swap(folder: Path, data_dir: Path) -> Path | None:
    aside = None
    if data_dir.exists() and any(data_dir.iterdir()):
        now = datetime.now(UTC)
        aside = data_dir.with_name(f"{data_dir.name}-before-{now:%Y%m%dT%H%M%SZ}")
        os.rename(data_dir, aside)
    try:
        os.rename(folder, data_dir)  # takes the place of an empty folder as well
    except OSError:
        if aside:
            os.rename(aside, data_dir)
        raise
    sync_folder(data_dir.parent)
    return aside
