"""Publish files of results, and read them back verified."""

import dataclasses
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from churn_platform.storage import results_store as remote
from churn_platform.storage.private_files import (
    FILE_MODE,
    PART,
    folder_below,
    open_regular,
    replace,
    sync_folder,
    temporary_file,
)

VERSIONS = "versions"
AGAIN = "materialize its asset again"
_LEFT_OVER_SECONDS = 3600
_PIECE = 1 << 20
_VERSION_LENGTH = 16
MEDIA_TYPES = {
    ".arrow": "application/vnd.apache.arrow.stream",
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".joblib": "application/octet-stream",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


class ArtifactError(Exception):
    """A file is missing or differs from the recorded one."""


class MissingError(ArtifactError):
    """No such file has been published."""


class Recorded(Protocol):
    """A published file, as recorded."""

    @property
    def id(self) -> str:
        """The file's name."""

    @property
    def path(self) -> str:
        """The path relative to the data folder."""

    @property
    def sha256(self) -> str:
        """The hash in hex."""


@dataclass(frozen=True)
class PublishedFile:
    """One immutable file in the data folder, as a materialization records it.

    It is private, so the API serves it only with the token, unless the step declares it public: a
    step that does not may have written a row per customer.
    """

    id: str
    path: str
    media_type: str
    sha256: str
    bytes: int
    private: bool = True

    @property
    def version(self) -> str:
        """The data version: the hash's first 16 hex digits."""
        return self.sha256[:_VERSION_LENGTH]

    def as_public(self) -> "PublishedFile":
        """Return the same record, marked as a file without rows of single customers."""
        return dataclasses.replace(self, private=False)

    def as_metadata(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return dataclasses.asdict(self)


def publish(
    data_dir: Path, stable: str, write: Callable[[BinaryIO], None], show: bool = True
) -> PublishedFile:
    """Write a file as a version named by its content, then update its stable path.

    The version is completely written and synced before the stable path changes, so a kill at any
    point leaves the old or the new file, never a part of one.

    Args:
        data_dir: the data folder.
        stable: stable path, relative to `data_dir`.
        write: writes the content to the open binary file it receives.
        show: whether to update the stable path.
    """
    with temporary_file(folder_below(data_dir, VERSIONS)) as part:
        write(part)
    return adopt(data_dir, stable, Path(part.name), show)


def adopt(data_dir: Path, stable: str, temporary: Path, show: bool = True) -> PublishedFile:
    """Publish a finished file that is already in the data folder; see `publish`."""
    try:
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        file, version = _described(data_dir, stable, temporary)
        temporary.chmod(FILE_MODE)
        folder_below(data_dir, VERSIONS)
        os.replace(temporary, version)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(version.parent)
    remote.keep(version, immutable=True)
    if show:
        refresh(data_dir, version, stable)
    return file


def _described(data_dir: Path, stable: str, content: Path) -> tuple[PublishedFile, Path]:
    """Return the record of this content, and the path of its version."""
    digest, name = sha256_of(content), Path(stable).name
    path = version_path(digest, name)
    media_type, size = MEDIA_TYPES[Path(name).suffix], content.stat().st_size
    return PublishedFile(name, path, media_type, digest, size), data_dir / path


def version_path(sha256: str, name: str) -> str:
    """Return the version path of a file with this content and name, relative to the data folder."""
    return f"{VERSIONS}/{sha256[:_VERSION_LENGTH]}-{name}"


def refresh(data_dir: Path, version: Path, stable: str | Path) -> None:
    """Update a stable path to a version, by atomic replace."""
    path = data_dir / stable
    folder_below(data_dir, path.parent.relative_to(data_dir))
    # a copy, not a link: a manual edit of the stable file must not change the version
    with open_regular(version) as content:
        replace(path, lambda target: shutil.copyfileobj(content, target, _PIECE))
    remote.keep(path)


def drop_namesakes(stable: Path) -> None:
    """Remove files that differ from a stable path only in their extension.

    They are from before the source changed its format; their versions are kept.
    """
    stem = stable.name.partition(".")[0]
    for path in stable.parent.glob(f"{stem}.*"):
        if path != stable:
            remote.remove(path)


def is_published(data_dir: Path, stable: Path) -> bool:
    """Return whether the file at a stable path is a published version, not a user's own file."""
    if stable.is_symlink() or not stable.is_file():
        return False
    return (data_dir / version_path(sha256_of(stable), stable.name)).is_file()


def publish_copy(data_dir: Path, stable: str, source: Path) -> PublishedFile:
    """Publish a copy of an existing file, such as one of a library; see `publish`.

    Nothing is written if the same content was published before.
    """
    file, version = _described(data_dir, stable, source)
    in_place = (version, data_dir / stable)
    if all(_holds(path, file.bytes) for path in in_place):
        version.touch()  # touched, as if written now: perhaps no retained run refers to it yet
        return file
    with source.open("rb") as content:
        return publish(data_dir, stable, lambda target: shutil.copyfileobj(content, target))


def _holds(path: Path, size: int) -> bool:
    """Return whether a regular file of this size exists."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size == size


def sweep(data_dir: Path) -> int:
    """Remove what a killed process left in the folders an hour ago; return how many."""
    return sum(sweep_folder(path) for path in data_dir.glob("*/") if not path.is_symlink())


def sweep_folder(folder: Path) -> int:
    """Remove what a killed process left there, files and folders, an hour ago; return how many."""
    oldest = time.time() - _LEFT_OVER_SECONDS
    old = [path for path in folder.glob(f"{PART}*") if path.lstat().st_mtime < oldest]
    for path in old:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)


def resolve(data_dir: Path, file: Recorded) -> Path:
    """Return the path of a recorded file after checking that its content is what was recorded.

    For tables, which are read in parts. Use `content_of` for files that are read at once, so that
    nobody can replace them in between.

    Raises:
        ArtifactError: see `content_of`.
    """
    open_verified(data_dir, file).close()
    return data_dir / file.path


def open_verified(data_dir: Path, file: Recorded) -> BufferedReader:
    """Open a recorded file whose content is what was recorded.

    Its hash is taken once by this process, and again when the file has changed.

    Raises:
        ArtifactError: see `content_of`.
    """
    opened = open_version(data_dir, file)
    state = os.fstat(opened.fileno())
    stamp = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    try:
        check_hash(file, _digest(_Open(opened, stamp)))
    except BaseException:
        opened.close()
        raise
    opened.seek(0)
    return opened


@dataclass(frozen=True)
class _Open:
    """An open file, equal to itself as long as nobody has changed it."""

    file: BufferedReader = field(compare=False)
    stamp: tuple[int, ...]


@lru_cache(maxsize=256)
def _digest(opened: _Open) -> str:
    return hashlib.file_digest(opened.file, "sha256").hexdigest()


def content_of(data_dir: Path, file: Recorded) -> bytes:
    """Return the content of a recorded file: exactly the bytes whose hash was verified.

    Raises:
        ArtifactError: it is missing, not a regular file, or not what was recorded.
    """
    with open_version(data_dir, file) as opened:
        content = opened.read()
    check_hash(file, hashlib.sha256(content).hexdigest())
    return content


def open_version(data_dir: Path, file: Recorded) -> BufferedReader:
    """Open a recorded file, only at the version path of its hash and name.

    Raises:
        ArtifactError: it was recorded elsewhere, is missing, or is not a regular file.
    """
    path = data_dir / file.path
    if file.path != version_path(file.sha256, file.id) or Path(file.id).name != file.id:
        raise MissingError(f"{file.path}: not the path of a published file; {AGAIN}")
    if path.parent.resolve() != data_dir.resolve() / VERSIONS or not remote.bring(path):
        raise MissingError(f"{file.path}: missing; {AGAIN}")
    try:
        return open_regular(path)
    except OSError as error:
        raise MissingError(f"{file.path}: {error.strerror}; {AGAIN}") from None


def check_hash(file: Recorded, found: str) -> None:
    """Compare the hash of a file's content with the recorded one.

    Raises:
        ArtifactError: they differ.
    """
    if found != file.sha256:
        raise ArtifactError(
            f"{file.path}: content has sha256 {found[:12]}…, expected {file.sha256[:12]}… as"
            f" recorded by the run that wrote it; {AGAIN}"
        )


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
