"""One project's history, kept open as long as it is the same, and what its outages are called."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import RLock

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from churn_platform.config.settings import Settings
from churn_platform.history.storage.postgres import reason
from churn_platform.history.storage.postgres_present import Database
from churn_platform.history.storage.present import Files, Identity, Place, StorageError
from churn_platform.history.storage.project import open_history

_log = logging.getLogger("churn.api")
Open = Callable[[], dg.DagsterInstance]


class OpenHistory:
    """Opens the instance when there is a history, and anew when somebody replaced it.

    Args:
        settings: say where the history is, or will be.
        open_instance: opens it; by default with the project's `dagster.yaml`.
        forget: called when another history is opened than the one before.
    """

    def __init__(
        self, settings: Settings, open_instance: Open | None, forget: Callable[[], None]
    ) -> None:
        self._place: Place = (
            Database(settings.postgres_url)
            if settings.postgres_url
            else Files(settings.data_dir, settings.history_dir)
        )
        self._open = open_instance or partial(open_history, settings, makes_tables=False)
        self._forget = forget
        self._lock = RLock()
        self._instance: dg.DagsterInstance | None = None
        self._identity: Identity | None = None

    @contextmanager
    def reading(self) -> Iterator[dg.DagsterInstance | None]:
        """Give the instance; None if there is no history yet.

        Raises:
            StorageError: the storage is locked, broken or unreachable.
        """
        try:
            yield self._current()
        except _outages() as error:
            _log.warning("The history cannot be read: %s", error)
            self.close()
            if isinstance(error, StorageError):
                raise
            raise StorageError(_cause(error)) from error

    def state(self) -> Identity | None:
        """Return what every write changes, or None where nothing tells quickly."""
        return self._place.state()

    def close(self) -> None:
        """Let go of the instance; the next read opens it again."""
        with self._lock:
            instance, self._instance = self._instance, None
        if instance is not None:
            instance.dispose()

    def _current(self) -> dg.DagsterInstance | None:
        with self._lock:
            found = self._place.identity()
            if found != self._identity:
                self.close()
            if self._instance is None and found is not None and self._place.is_ready():
                self._instance, self._identity = self._opened(), found
                self._forget()
            return self._instance

    def _opened(self) -> dg.DagsterInstance:
        try:
            return self._open()
        except Exception as error:  # a wrong dagster.yaml raises anything
            raise StorageError(_cause(error)) from error


def _outages() -> tuple[type[Exception], ...]:
    """Return what reading raises when the storage is not to be had."""
    known = (StorageError, SQLAlchemyError, OSError, dg.DagsterError)
    postgres = sys.modules.get("dagster_postgres.utils")  # loaded if it is in use
    return (*known, postgres.DagsterPostgresException) if postgres else known


def _cause(error: BaseException) -> str:
    """Return what the database said, without the statement and the address around it."""
    if isinstance(error, OSError):
        return f"the history's files: {error.strerror}"
    cause = error if isinstance(error, SQLAlchemyError) else error.__cause__
    if cause and getattr(cause, "orig", None):
        return reason(cause)
    return f"Dagster's instance ({type(error).__name__})"
