"""Is the history in SQLite whole? One that lost a file must not be taken for one not begun yet."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from churn_platform.history.storage.sqlite_files import INDEX, MAIN, SHARDS
from churn_platform.storage.private_files import PART

_VERSIONS: Final = "versions"
_WAY_OUT: Final = "restore a backup with make restore, or start afresh with make reset"


def history_trouble(data_dir: Path, history: Path, needed: Sequence[str] = MAIN) -> str | None:
    """Return what is wrong with the files of a history in SQLite, if anything is.

    A file that is missing or empty is no trouble as long as nothing was ever recorded: the history
    is not made yet, or its making was cut off and is finished by the next process.

    Args:
        data_dir: the data folder, whose results tell that there was a history.
        history: its folder of the history.
        needed: the files that must be whole.
    """
    lacking = [(name, what) for name in needed if (what := _lacks(history / name))]
    if not lacking or not _was_used(data_dir, history):
        return None
    name, what = lacking[0]
    return f"{name} {what}, but there are results of earlier runs: {_WAY_OUT}"


def linked_trouble(history: Path) -> str | None:
    """Return which file Dagster would write outside of the history's folder, if any.

    The folder itself may be a link, such as to a faster disk.
    """
    for name in MAIN:
        if led_out(history, history / name):
            return f"{name} is behind a link that leads out of the history; remove the link"
    return None


def led_out(root: Path, path: Path) -> bool:
    """Whether a link, the path itself or a folder above it, leads out of the root."""
    return not path.resolve().is_relative_to(root.resolve())


def _lacks(path: Path) -> str | None:
    try:
        if path.stat().st_size:
            return None
        # what was written to a database last may lie in its log alone
        log = path.with_name(f"{path.name}-wal")
        return None if log.is_file() and log.stat().st_size else "is empty"
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"


def _was_used(data_dir: Path, history: Path) -> bool:
    """Whether anything was ever recorded: Dagster makes all its files before the first run."""
    return any(_traces(data_dir, history))


def _traces(data_dir: Path, history: Path) -> Iterator[Path]:
    for path in _in(data_dir / _VERSIONS):
        if not path.name.startswith(PART):
            yield path
    index = Path(INDEX).name
    for path in _in(history / SHARDS):
        if path.name.endswith(".db") and path.name != index:
            yield path


def _in(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())
