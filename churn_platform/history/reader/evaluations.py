"""The newest evaluation of each check, out of a log that gets a row for each check of each run."""

import math
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select

from churn_platform.history.check_evaluations import (
    NAMES,
    evaluations_of,
    executions,
    newest_evaluations,
)
from churn_platform.history.event_log.parser import evaluation_in
from churn_platform.history.provenance import OwnEvents
from churn_platform.history.records import CheckKey, Evaluation
from churn_platform.history.tables import ASSET_KEYS, EVALUATED, EVENTS

_RECENT: Final = 100
_events = EVENTS.c
_Mark = tuple[int, int]


class Evaluations:
    """Finds the newest evaluation of each check and remembers it.

    A run plans a row for each of its checks, evaluated or not, and no index tells these apart: the
    last evaluation may lie behind any number of planned ones. So the whole log is read once, and
    after that only the rows of the runs that evaluated something of late. Of a dated source only
    the runs of one partition count.
    """

    def __init__(self, partition: str | None = None) -> None:
        self.partition = partition
        self._marks: dict[CheckKey, _Mark] = {}
        self._newest: dict[CheckKey, Evaluation] = {}
        self._read_to: float = math.inf
        self._wiped: Any = None

    def newest(self, own: OwnEvents) -> dict[CheckKey, Evaluation]:
        """Return the newest evaluation by check; planned executions are none."""
        (row,) = own.execute(select(func.max(ASSET_KEYS.c.wipe_timestamp).label("wiped")))
        recent = own.execute(_recent())
        newest = recent[0].id if recent else 0
        missed = len(recent) == _RECENT and recent[-1].id > self._read_to
        # of a run that was deleted since, nothing counts any more
        deleted = not own.are_there(one.run_id for one in self._newest.values())
        if missed or deleted or newest < self._read_to or row.wiped != self._wiped:
            self._marks, self._newest = {}, {}
            found = self._latest(own)
        else:
            runs = {one.run_id for one in recent}
            found = self._latest(own, executions.run_id.in_(runs))
        self._take(own, found)
        self._wiped, self._read_to = row.wiped, newest
        return dict(self._newest)

    def _latest(self, own: OwnEvents, *more: ColumnElement[bool]) -> Iterable[Row[Any]]:
        return own.rows(lambda: newest_evaluations(own, self.partition, *more))

    def _take(self, own: OwnEvents, found: Iterable[Row[Any]]) -> None:
        changed: dict[int, tuple[CheckKey, _Mark]] = {}
        for row in found:
            key = NAMES.get((row.asset_key, row.check_name))
            mark = (row.id, row.evaluation_event_storage_id)
            if key and mark > self._marks.get(key, (0, 0)):
                changed[row.id] = key, mark
        # only these are fetched whole: the events are long
        for row in own.execute(evaluations_of(changed)) if changed else ():
            key, mark = changed[row.id]
            self._marks[key], self._newest[key] = mark, evaluation_in(row)


def _recent() -> Select[Any]:
    is_evaluation = _events.dagster_event_type == EVALUATED
    newest_first = select(_events.id, _events.run_id).order_by(_events.id.desc())
    return newest_first.where(is_evaluation, _events.step_key.is_not(None)).limit(_RECENT)
