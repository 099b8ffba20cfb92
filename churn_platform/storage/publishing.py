"""Publish files of results: versions named by their content, and stable paths that show them."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from churn_platform.storage import results_store as remote
from churn_platform.storage.artifacts import (
    MEDIA_TYPES,
    VERSIONS,
    PublishedFile,
    sha256_of,
    version_path,
)
from churn_platform.storage.private_files import (
    FILE_MODE,
    PART,
    folder_below,
    open_regular,
    replace,
    sync_folder,
    temporary_file,
)

_LEFT_OVER_SECONDS: Final = 3600
_PIECE: Final = 1 << 20


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
