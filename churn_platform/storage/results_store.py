"""The object store for results, if one is configured; the data folder is then its cache."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from churn_platform.storage.object_store import ObjectError, opened, shown
from churn_platform.storage.private_files import folder_below, replace

_PIECE = 8_000_000


class StoreError(Exception):
    """The object store cannot be used; one line that says why."""


@dataclass(frozen=True)
class Stored:
    """An object: its path relative to the data folder, its size in bytes, its time of writing."""

    path: str
    bytes: int
    changed: float


class Store:
    """Files under a prefix of an object store, by paths relative to the data folder.

    Args:
        address: such as `s3://bucket/prefix`.
    """

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def put(self, path: Path, name: str, *, immutable: bool) -> None:
        """Store a file; an immutable one is sent only once.

        Raises:
            StoreError: it cannot be stored.
        """
        if immutable and self.size(name) == path.stat().st_size:
            return
        with self._files() as files:
            files.put_file(str(path), self._key(name))

    def get(self, name: str, path: Path) -> bool:
        """Download a file to its path, by atomic replace; return whether it exists.

        Raises:
            StoreError: it cannot be downloaded.
        """
        try:
            with self._files() as files, files.open(self._key(name), "rb") as source:
                replace(path, lambda target: shutil.copyfileobj(source, target, _PIECE))
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes, or None if it does not exist."""
        try:
            with self._files() as files:
                return int(files.info(self._key(name))["size"])
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Remove a file if it exists."""
        try:
            with self._files() as files:
                files.rm_file(self._key(name))
        except FileNotFoundError:
            return

    def listed(self, folder: str) -> list[Stored]:
        """Return the files of a folder."""
        try:
            with self._files() as files:
                found = files.ls(self._key(folder), detail=True)
        except FileNotFoundError:
            return []
        return [
            Stored(
                f"{folder}/{one['name'].rpartition('/')[2]}",
                int(one["size"]),
                _seconds(one.get("LastModified") or one.get("mtime") or one.get("created")),
            )
            for one in found
            if one["type"] == "file"
        ]

    @contextmanager
    def _files(self) -> Iterator[Any]:
        try:
            with opened(self._address) as files:
                yield files
        except ObjectError as error:
            raise StoreError(f"CHURN_DATA_URL={shown(self._address)}: {error}") from None

    def _key(self, name: str) -> str:
        from fsspec.core import strip_protocol

        return f"{strip_protocol(self._address)}/{name}"


_stores: dict[Path, Store] = {}
"""The store of each data folder that has one."""


def _seconds(moment: Any) -> float:
    return float(moment.timestamp()) if hasattr(moment, "timestamp") else float(moment or 0)


def attach(data_dir: Path, address: str) -> None:
    """Keep what is published in a data folder in this object store too, in this process.

    Args:
        data_dir: the data folder.
        address: such as `s3://bucket/prefix`; empty: in the folder alone.
    """
    _stores.pop(data_dir, None)
    if address:
        _stores[data_dir] = Store(address)


def store_of(data_dir: Path) -> Store | None:
    """Return the store of a data folder, if it has one."""
    return _stores.get(data_dir)


def _stored(path: Path) -> tuple[Store, Path] | None:
    """Return the store that a file is kept in, and the data folder; None if there is none."""
    for folder in path.parents:
        if folder in _stores:
            return _stores[folder], folder
    return None


def keep(path: Path, *, immutable: bool = False) -> None:
    """Copy a file of the data folder to the store, if one is configured."""
    if found := _stored(path):
        store, folder = found
        store.put(path, _name(path, folder), immutable=immutable)


def bring(path: Path) -> bool:
    """Download a file of the data folder from the store if missing; return whether it exists."""
    if path.is_file():
        return True
    if (found := _stored(path)) is None:
        return False
    store, folder = found
    name = _name(path, folder)
    folder_below(folder, Path(name).parent)
    return store.get(name, path)


def has(path: Path, size: int) -> bool:
    """Return whether a file of this size is in the data folder or in the store."""
    if path.is_file():
        return path.stat().st_size == size
    if (found := _stored(path)) is None:
        return False
    store, folder = found
    return store.size(_name(path, folder)) == size


def remove(path: Path) -> None:
    """Remove a file from the data folder and from the store."""
    path.unlink(missing_ok=True)
    if found := _stored(path):
        store, folder = found
        store.remove(_name(path, folder))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
