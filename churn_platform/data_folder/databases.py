"""Copy SQLite databases while others write to them, each as a consistent snapshot."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, NullPool, create_engine

from churn_platform.catalog import ASSETS
from churn_platform.data_folder.manifest import BackupError
from churn_platform.history.event_log.results import newest_results
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.storage.sqlite_files import INDEX, MAIN, RUNS
from churn_platform.storage.artifacts import version_path
from churn_platform.storage.lookup import has_stable_path
from churn_platform.storage.private_files import make_folder

_PATIENCE_SECONDS: Final = 30.0


def database_names(history: Path) -> list[str]:
    """Return the databases of a history, shared ones first."""
    paths = (path for path in history.rglob("*.db") if not path.is_symlink())
    found = sorted(str(path.relative_to(history)) for path in paths)
    return [*(name for name in MAIN if name in found), *(n for n in found if n not in MAIN)]


def copy_database(source: Path, target: Path) -> None:
    """Copy a database with SQLite's backup API, including its log, while others write.

    Raises:
        sqlite3.Error: it is damaged, or locked for half a minute.
    """
    make_folder(target.parent)
    # not read-only: a database with a leftover log must be recovered before it can be read
    address = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as one:
        one.execute("PRAGMA schema_version").fetchone()
        with closing(sqlite3.connect(target)) as other:
            one.backup(other)


def copy_history(history: Path, target: Path) -> list[str]:
    """Copy all databases of a history; damaged ones are copied as they are and returned.

    Raises:
        BackupError: a shared database cannot be copied.
    """
    damaged = []
    for name in database_names(history):
        try:
            copy_database(history / name, target / name)
        except sqlite3.Error as error:
            if name in MAIN:
                raise BackupError(f"{name}: {error}; nothing was backed up") from None
            if not (history / name).is_file():
                continue  # pruned, or removed by the user, meanwhile
            (target / name).write_bytes((history / name).read_bytes())
            damaged.append(name)
    return damaged


def newest_files(history: Path) -> Iterator[tuple[str, str]]:
    """Yield (stable path, version path) of the files of each asset's newest result.

    Stable files are taken from these versions: the stable copies may be from a later run by now.
    """
    events, runs = history / INDEX, history / RUNS
    if not (events.is_file() and runs.is_file()):
        return
    own = OwnEvents(partial(_opened, events), partial(_opened, runs))
    for key, result in newest_results(own, ASSETS).items():
        for file in result.files:
            known = file.path == version_path(file.sha256, file.id)
            if known and has_stable_path(file.id):
                yield str(Path(ASSETS[key].file).parent / file.id), file.path


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
