"""Published files of results: their records, and how they are read back verified."""

import dataclasses
import hashlib
import os
from dataclasses import dataclass, field
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import Any, Protocol

from churn_platform.storage import results_store as remote
from churn_platform.storage.private_files import open_regular

VERSIONS = "versions"
AGAIN = "materialize its asset again"
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


def version_path(sha256: str, name: str) -> str:
    """Return the version path of a file with this content and name, relative to the data folder."""
    return f"{VERSIONS}/{sha256[:_VERSION_LENGTH]}-{name}"


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
