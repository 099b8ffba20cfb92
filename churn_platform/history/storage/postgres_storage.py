"""Dagster's runs, events and schedule state in Postgres."""

from typing import Any, Self

from dagster_postgres import DagsterPostgresStorage

from churn_platform.history.storage.postgres import engine_of
from churn_platform.history.storage.postgres_tables import is_made, making


class PostgresStorage(DagsterPostgresStorage):
    """Dagster's storage with one engine for all of it, whose tables are made whole.

    Dagster opens a connection for each statement, and makes its tables in steps: processes that
    start together meet in the middle, and a kill there leaves a half that is never completed.
    """

    def __init__(
        self,
        postgres_url: str,
        should_autocreate_tables: bool = True,
        inst_data: Any = None,
    ) -> None:
        super().__init__(postgres_url, False, inst_data)
        engine = engine_of(postgres_url)
        for each in (self._run_storage, self._event_log_storage, self._schedule_storage):
            each._engine = engine
        if should_autocreate_tables:
            with engine.connect() as connection:
                if not is_made(connection):
                    with making(connection):
                        self._make()

    def _make(self) -> None:
        """Make what is missing; every step of it can be repeated."""
        for each in (self._run_storage, self._schedule_storage, self._event_log_storage):
            each._init_db()
        self._run_storage.migrate()
        self._run_storage.optimize()
        self._event_log_storage.reindex_events()
        self._event_log_storage.reindex_assets()

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        """Open the history at `postgres_url`."""
        create = config_value.get("should_autocreate_tables", True)
        return cls(config_value["postgres_url"], create, inst_data)
