"""Back up the data folder to one file while the platform runs."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from churn_platform.config.settings import Settings
from churn_platform.data_folder.databases import copy_history, newest_files
from churn_platform.data_folder.manifest import NAME, BackupError, Entry, Manifest
from churn_platform.history.storage.complete import history_trouble
from churn_platform.history.storage.sqlite_files import INDEX, RUNS
from churn_platform.storage import removal_lock as lock
from churn_platform.storage.artifacts import VERSIONS
from churn_platform.storage.private_files import FILE_MODE, PART, make_folder, replace
from churn_platform.storage.publishing import sweep_folder

ENDING: Final = ".tar.gz"
HISTORY: Final = "dagster"
_NEEDED: Final = (RUNS, INDEX)  # a backup without the ticks is still useful
_LEVEL: Final = 3  # compression level: twice as fast as the default, files a tenth larger
_DATABASE: Final = (".db", ".db-wal", ".db-shm")


def default_file(out: str, settings: Settings, now: datetime) -> Path:
    """Return the path of the backup file.

    Args:
        out: a folder, or a file that ends in .tar.gz; "" is `backups` next to the data folder.
        settings: for the data folder.
        now: used in the default file name.
    """
    chosen = settings.home / Path(out).expanduser() if out else settings.data_dir.parent / "backups"
    if chosen.name.endswith(ENDING):
        return chosen
    return chosen / f"{settings.data_dir.name}-{now:%Y%m%dT%H%M%SZ}{ENDING}"


def make_backup(settings: Settings, file: Path) -> Manifest:
    """Write the backup; after any failure no file of this name exists.

    Databases are copied before files, so that every file named in a database is in the backup:
    versions never change, and pruning waits.

    Raises:
        BackupError: nothing to back up, or a file cannot be read or written.
        BusyError: pruning or another backup is in progress.
    """
    data_dir, now = settings.data_dir, datetime.now(UTC)
    if (file.parent.resolve() / file.name).is_relative_to(data_dir):
        raise BackupError(f"{file.name}: choose a path outside of the data folder {data_dir.name}")
    if file.exists():
        raise BackupError(f"{file.name} already exists; choose another name")
    if not (data_dir / VERSIONS).is_dir():
        raise BackupError(f"{data_dir.name} holds no results: there is nothing to back up")
    postgres = settings.postgres_url is not None
    if not postgres and (trouble := history_trouble(data_dir, data_dir / HISTORY, _NEEDED)):
        raise BackupError(trouble)
    try:
        make_folder(file.parent)
        sweep_folder(file.parent)
        with (
            lock.housekeeping(data_dir),
            TemporaryDirectory(prefix=PART, dir=file.parent) as staging,
        ):
            copied = Path(staging)
            damaged = [] if postgres else copy_history(data_dir / HISTORY, copied / HISTORY)
            manifest = Manifest(
                now.isoformat(timespec="seconds"),
                "postgres" if postgres else "sqlite",
                damaged=damaged,
            )
            _write(file, copied, data_dir, manifest)
    except OSError as error:
        raise BackupError(f"{error.filename or file.name}: {error.strerror}") from None
    return manifest


def _write(file: Path, copied: Path, data_dir: Path, manifest: Manifest) -> None:
    def write(part: BinaryIO) -> None:
        with tarfile.open(fileobj=part, mode="w:gz", compresslevel=_LEVEL) as archive:
            for path, source in _sources(copied, data_dir):
                try:
                    manifest.files.append(_add(archive, path, source))
                except FileNotFoundError:
                    continue  # replaced by a file of another name since it was listed
            _add_bytes(archive, NAME, manifest.as_json())

    replace(file, write)


def _sources(copied: Path, data_dir: Path) -> Iterator[tuple[str, Path]]:
    """Yield each path in the backup once, with its source file."""
    taken = {}
    for path in sorted(copied.rglob("*.db")):
        taken[str(path.relative_to(copied))] = path
    for stable, version in newest_files(copied / HISTORY):
        if (data_dir / version).is_file():
            taken[stable] = data_dir / version
    yield from taken.items()
    for path in sorted(data_dir.rglob("*")):
        name = str(path.relative_to(data_dir))
        if name not in taken and path.is_file() and not path.is_symlink() and _belongs(path):
            yield name, path


def _belongs(path: Path) -> bool:
    return path.name != lock.FILE and not (
        path.name.startswith(PART) or path.name.endswith(_DATABASE)
    )


def _add(archive: tarfile.TarFile, name: str, source: Path) -> Entry:
    """Add a file up to its current size: a log may grow meanwhile."""
    with source.open("rb") as content:
        stat = os.fstat(content.fileno())
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = stat.st_size, stat.st_mtime, FILE_MODE
        hashed = _Hashed(content)
        archive.addfile(info, hashed)  # type: ignore[arg-type]
    return Entry(name, info.size, hashed.digest.hexdigest())


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


class _Hashed:
    """Hashes the bytes read from a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        part = self._file.read(size)
        self.digest.update(part)
        return part
