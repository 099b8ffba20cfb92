"""Replace the data folder by a backup; the old folder is renamed, not deleted."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tarfile import TarInfo
from tempfile import mkdtemp
from typing import BinaryIO, Final

from churn_platform.config.settings import Settings
from churn_platform.data_folder.archive import Archive
from churn_platform.data_folder.backup import HISTORY
from churn_platform.data_folder.manifest import NAME, BackupError, Entry, Manifest, shown
from churn_platform.data_folder.users import users_of
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.private_files import PART, create, make_folder, replace, sync_folder

_MAX_MANIFEST: Final = 150_000_000


def restore(settings: Settings, file: Path) -> tuple[Manifest, Path | None]:
    """Restore a backup; return its manifest, and the new path of the old folder.

    Everything is first unpacked next to the data folder and verified; then two renames move the old
    folder aside and the new one into its place.

    Raises:
        BackupError: the platform is running, or the backup is damaged; nothing is changed.
    """
    data_dir = settings.data_dir
    if holds_results(data_dir):
        if found := users_of(settings):
            raise BackupError(f"the platform is running: {found[0]}; stop it first")
    if not file.is_file():
        raise BackupError(f"{file.name}: no such file")
    try:
        with file.open("rb") as packed:
            manifest = read_manifest(packed)
            make_folder(data_dir.parent)
            _require_space(manifest, data_dir.parent)
            with _unpacked(packed, manifest, data_dir.parent) as folder:
                return manifest, _swap(folder, data_dir)
    except BackupError as error:
        raise BackupError(f"{file.name}: {error}; nothing was changed") from None
    except OSError as error:
        message = error.strerror or str(error)
        raise BackupError(
            f"{error.filename or file.name}: {message}; nothing was changed"
        ) from None


def holds_results(data_dir: Path) -> bool:
    """Return whether this folder has anything worth keeping."""
    return any((data_dir / name).exists() for name in (VERSIONS, HISTORY))


def read_manifest(packed: BinaryIO) -> Manifest:
    """Verify a backup without writing anything; return its manifest.

    Raises:
        BackupError: it is damaged, or its files are not those of its manifest.
    """
    archive, sizes, manifest = Archive(packed), dict[str, int](), None
    for member in archive.members():
        if member.name != NAME:
            sizes[member.name] = member.size
        elif member.size > _MAX_MANIFEST:
            raise BackupError(f"{NAME} has more than the {_MAX_MANIFEST:,} bytes it can have")
        else:
            manifest = Manifest.from_json(b"".join(archive.pieces(member)))
    if manifest is None:
        raise BackupError(f"there is no {NAME}: the backup is not complete")
    wanted = {entry.path: entry.bytes for entry in manifest.files}
    _compare(wanted, sizes)
    if len(wanted) != len(manifest.files):
        raise BackupError(f"{NAME} names a file twice")
    return manifest


def _compare(wanted: Mapping[str, object], found: Mapping[str, object]) -> None:
    wrong = sorted(p for p in wanted.keys() | found.keys() if wanted.get(p) != found.get(p))
    if wrong:
        more = f" and {len(wrong) - 1:,} more" if len(wrong) > 1 else ""
        raise BackupError(f"{shown(wrong[0])}{more} differs from the manifest")


def _require_space(manifest: Manifest, folder: Path) -> None:
    size, free = sum(entry.bytes for entry in manifest.files), shutil.disk_usage(folder).free
    if size > free:
        raise BackupError(f"it needs {size / 1e6:,.0f} MB, and the disk has {free / 1e6:,.0f} MB")


@contextmanager
def _unpacked(packed: BinaryIO, manifest: Manifest, beside: Path) -> Iterator[Path]:
    folder = Path(mkdtemp(prefix=PART, dir=beside))  # private to its owner
    try:
        archive, found = Archive(packed), dict[str, object]()
        for member in archive.members():
            if member.name != NAME:
                found[member.name] = _written(archive, member, folder / member.name)
        _compare({entry.path: entry for entry in manifest.files}, found)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # no longer here if it was moved into place


def _written(archive: Archive, member: TarInfo, path: Path) -> Entry:
    digest = hashlib.sha256()
    make_folder(path.parent)
    with create(path) as target:
        for piece in archive.pieces(member):
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    with suppress(OverflowError, ValueError):  # a time that a file cannot have
        os.utime(path, (member.mtime, member.mtime))
    return Entry(member.name, member.size, digest.hexdigest())


def _keep_out_of_git(aside: Path, data_dir: Path) -> None:
    """Make git ignore the folder that was moved aside, whatever the data folder's name.

    README.md belongs to the project, not to the results: it stays where it was.
    """
    readme = aside / "README.md"
    if readme.is_file() and not (data_dir / readme.name).exists():
        os.rename(readme, data_dir / readme.name)
    if not (aside / ".gitignore").exists():
        replace(aside / ".gitignore", lambda file: file.write(b"*\n"))


def _swap(folder: Path, data_dir: Path) -> Path | None:
    aside = None
    if data_dir.exists() and any(data_dir.iterdir()):
        now = datetime.now(UTC)
        aside = data_dir.with_name(f"{data_dir.name}-before-{now:%Y%m%dT%H%M%SZ}")
        os.rename(data_dir, aside)
    try:
        os.rename(folder, data_dir)  # replaces an empty folder as well
    except OSError:
        if aside:
            os.rename(aside, data_dir)
        raise
    if aside:
        _keep_out_of_git(aside, data_dir)
    sync_folder(data_dir.parent)
    return aside
