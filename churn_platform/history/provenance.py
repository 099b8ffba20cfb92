"""Which events of the history count: those that a step of one of our own runs wrote.

Whoever reaches Dagster's webserver can report results, observations and evaluations of any asset.
Dagster stores them beside ours, but without a run and a step. So an event counts if it was written
by the asset's own step, in a run of one of our jobs that the run storage still has. An event that
does not count is passed over to the newest one that does. When a run is deleted, its results no
longer count.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, case, select

from churn_platform.catalog import STEPS, WRITING_JOBS
from churn_platform.history.tables import RUNS, key_text

Connect = Callable[[], AbstractContextManager[Connection]]
_runs = RUNS.c
_STEP_OF: Final = {key_text(asset): step for asset, step in STEPS.items()}
"""An asset's key as Dagster's columns hold it -> the step that writes its events."""


class OwnEvents:
    """Reads events of the history as far as they count.

    Events and runs may be in different databases, so no statement joins them: the runs of what a
    query finds are looked up by one other query, and the query is repeated without the runs that
    are not there. Runs that were found are remembered as long as this object is used, which should
    be no longer than one look at the history takes.

    Args:
        events: opens a connection to the event log, of SQLite to its index.
        runs: opens a connection to the run storage.
    """

    def __init__(self, events: Connect, runs: Connect) -> None:
        self._events, self._runs = events, runs
        self._there: set[str] = set()
        self._gone: set[str] = set()

    @classmethod
    def of(cls, instance: Any) -> "OwnEvents":
        """Return the events that count in the history of a Dagster instance."""
        log = instance.event_log_storage
        return cls(log.index_connection, instance.run_storage.connect)

    def rows(self, query: Callable[[], Select[Any]]) -> Sequence[Row[Any]]:
        """Return what a query finds, all of it from runs that are there.

        Args:
            query: makes the query, which selects `run_id` and uses `counts`.
        """
        while True:
            found = self.execute(query())
            if self.are_there(row.run_id for row in found):
                return found

    def execute(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return what a query of the event log finds, whoever wrote it."""
        with self._events() as connection:
            return connection.execute(query).all()

    def are_there(self, run_ids: Iterable[str]) -> bool:
        """Whether each of these runs is in the run storage, and of one of our jobs."""
        new = set(run_ids) - self._there
        if unknown := sorted(new - self._gone):
            # the jobs are compared here: asked for them, SQLite would look through all their runs
            query = select(_runs.run_id, _runs.pipeline_name).where(_runs.run_id.in_(unknown))
            with self._runs() as connection:
                found = connection.execute(query).all()
            self._there |= {row.run_id for row in found if row.pipeline_name in WRITING_JOBS}
        gone = new - self._there
        self._gone |= gone
        return not gone

    def counts(self, events: Any) -> ColumnElement[bool]:
        """Return the condition that an asset's own step wrote an event, in a run not known as gone.

        Args:
            events: columns of the event log.
        """
        own: ColumnElement[bool] = events.step_key == case(_STEP_OF, value=events.asset_key)
        return own & events.run_id.not_in(self._gone) if self._gone else own

    def check_counts(self, executions: Any, events: Any) -> ColumnElement[bool]:
        """Return the same condition for the evaluation of a check by its asset's step.

        Args:
            executions: columns of the evaluations.
            events: columns of the event log, joined by the event of the evaluation.
        """
        own: ColumnElement[bool] = events.step_key == case(_STEP_OF, value=executions.asset_key)
        own &= events.run_id == executions.run_id
        return own & events.run_id.not_in(self._gone) if self._gone else own
