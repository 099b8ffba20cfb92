"""Where Dagster keeps runs, events, ticks and logs: where the settings say, whoever asks.

Dagster resolves a relative folder in `dagster.yaml` against the current folder of each process, so
a reader started elsewhere would silently get an empty history of its own. These classes take the
folder, or the Postgres database, from the settings instead: those that `open_history` is given, or
those of the environment in a process that Dagster itself began.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Self

import click
from dagster import DagsterInstance, Field

# dagster.yaml takes a storage of one's own by its name, but Dagster exports none of the classes
# that one could be made from, nor what they hand out
from dagster._core.execution.compute_logs import redirect_to_file

# overrides are what readers add to dagster.yaml, which no public constructor takes
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.compute_log_manager import CapturedLogContext, ComputeIOType
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.local_compute_log_manager import (
    IO_TYPE_EXTENSION,
    LocalComputeLogManager,
)
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import Connection

from churn_platform.config.settings import Settings, SettingsError, get_settings
from churn_platform.history.storage.complete import history_trouble, linked_trouble
from churn_platform.history.storage.connections import engine_of
from churn_platform.history.storage.postgres import PostgresError, mark, require
from churn_platform.history.storage.sqlite_files import INDEX_SHARD, RUNS
from churn_platform.storage.locks import locked
from churn_platform.storage.private_files import keep_private

# each run gets a file with all of Dagster's tables, most of them empty and a page or two each: a
# tick on an unchanged source takes 70 kB with these pages, 150 kB with SQLite's own of 4,096 bytes
_SHARD_PAGE_BYTES = 1024


_given: ContextVar[Settings | None] = ContextVar("_given", default=None)
"""The settings whose history is being opened, since Dagster makes the classes below by itself."""


class EventLog(SqliteEventLogStorage):
    """Dagster's event log with one SQLAlchemy engine for each database file.

    Dagster makes an engine anew for each statement and opens a connection, 1,500 times in a run of
    the whole graph: to compile the statements anew was a sixth of its time, to connect a tenth.
    """

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            pages = 0 if shard == INDEX_SHARD else _SHARD_PAGE_BYTES
            engine = engine_of(self.conn_string_for_shard(shard), pages)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection


class RunLog(SqliteRunStorage):
    """Dagster's runs by one engine, for the same reason: each look at results asks for theirs."""

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection, in a transaction of its own."""
        with engine_of(self._conn_string).connect() as connection, connection.begin():
            yield connection


class CannotStart(click.ClickException):
    """A setting is wrong or the storage does not answer: Dagster's commands say it in one line."""


class ProjectStorage(DagsterSqliteStorage):
    """Runs, events and schedule state: in SQLite below the data folder, or in Postgres."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        # two that make it at the same time can both write their revision into it, and then it can
        # never be opened again
        with locked(Path(base_dir) / ".lock"):
            super().__init__(base_dir, inst_data)
            self._event_log_storage = EventLog(str(Path(base_dir) / "history" / "runs"))
            self._run_storage = RunLog(f"sqlite:///{Path(base_dir) / RUNS}")

    @classmethod
    def config_type(cls) -> dict[str, Field]:
        """The settings say where; readers say that they make nothing."""
        return {"should_autocreate_tables": Field(bool, is_required=False, default_value=True)}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Any:
        """Open the history of this project, or make it."""
        settings = _settings()
        try:
            require(settings.history_dir, settings.postgres_url)
        except PostgresError as error:
            raise CannotStart(str(error)) from None
        if settings.postgres_url is None:
            folder = settings.history_dir
            if trouble := linked_trouble(folder) or history_trouble(settings.data_dir, folder):
                raise CannotStart(trouble)
            return cls.from_local(str(folder), inst_data)
        from churn_platform.history.storage.postgres_storage import (
            PostgresStorage,  # an optional extra
        )

        create = config_value["should_autocreate_tables"]
        if create:
            mark(settings.history_dir, settings.postgres_url)
        return PostgresStorage(settings.postgres_url, create, inst_data)


class ProjectArtifacts(LocalArtifactStorage):
    """Dagster's own working files below the data folder."""

    @classmethod
    def config_type(cls) -> dict[str, Field]:
        """Nothing to configure here: the settings say where."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        """Use the folder of this project."""
        return cls(str(_settings().history_dir), inst_data)


class ProjectComputeLogs(LocalComputeLogManager):
    """What steps print, below the data folder.

    Dagster also shows it in the terminal, by four helper processes for each run. The terminal has
    better things to say, and the UI shows the files.
    """

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Send both streams to the run's files for as long as its steps run."""
        out, error = (
            self.get_captured_local_path(log_key, IO_TYPE_EXTENSION[kind])
            for kind in (ComputeIOType.STDOUT, ComputeIOType.STDERR)
        )
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        with redirect_to_file(sys.stdout, out), redirect_to_file(sys.stderr, error):
            yield CapturedLogContext(log_key)
        for path in (out, error):
            if not os.path.getsize(path):
                os.unlink(path)  # Dagster shows a missing file as it shows an empty one
        Path(self.complete_artifact_path(log_key)).touch()

    @classmethod
    def config_type(cls) -> dict[str, Field]:
        """Nothing to configure here: the settings say where."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        """Use the folder of this project."""
        return cls(str(_settings().history_dir / "logs"), inst_data=inst_data)


def _settings() -> Settings:
    """Return the settings; whatever this process writes from now on is for its owner alone.

    Each of Dagster's processes comes here before it writes a file.
    """
    keep_private()
    try:
        return _given.get() or get_settings()
    except SettingsError as error:
        raise CannotStart(str(error)) from None


def open_history(settings: Settings, *, makes_tables: bool = True) -> DagsterInstance:
    """Open the history that the UI and the API of these settings show.

    Args:
        settings: of the pipeline.
        makes_tables: whether tables that are missing in Postgres are made.
    """
    storage = {"module": __name__, "class": ProjectStorage.__name__}
    reading = {"storage": {"custom": {**storage, "config": {"should_autocreate_tables": False}}}}
    home, overrides = str(settings.dagster_home), None if makes_tables else reading
    token = _given.set(settings)
    try:
        instance = DagsterInstance.from_ref(InstanceRef.from_dir(home, overrides=overrides))
        _ = instance.compute_log_manager  # made when it is first asked for, which is now
        return instance
    finally:
        _given.reset(token)
