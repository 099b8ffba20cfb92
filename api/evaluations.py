"""The newest evaluation of each check, out of a log that gets a row for each check of each run."""

import json
import math
from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Row, Select, column, func, select, table

from api.records import CheckKey, Evaluation
from churn_platform.partition_log import runs_of
from churn_platform.promises import CHECKS

_EVALUATED: Final = ("SUCCEEDED", "FAILED")
_RECENT: Final = 100
_NAMES: Final = {(json.dumps([asset]), name): (asset, name) for asset, name in CHECKS}
# Dagster's tables, as far as they are read here
_executions = table(
    "asset_check_executions",
    column("id"),
    column("asset_key"),
    column("check_name"),
    column("run_id"),
    column("execution_status"),
    column("evaluation_event"),
    column("evaluation_event_timestamp", DateTime),
    column("evaluation_event_storage_id"),
).c
_events = table("event_logs", column("id"), column("run_id"), column("dagster_event_type")).c
_assets = table("asset_keys", column("wipe_timestamp")).c
_Mark = tuple[int, int]


class Evaluations:
    """Finds the newest evaluation of each check and remembers it.

    A run plans a row for each of its checks, evaluated or not, and no index tells these apart: the
    last evaluation may lie behind any number of planned ones. So the whole log is read once, and
    after that only the rows of the runs that evaluated something of late. Of a dated source only
    the runs of one partition count.
    """

    def __init__(
        self, translate: Callable[[Row[Any]], Evaluation], partition: str | None = None
    ) -> None:
        self.partition = partition
        self._translate = translate
        self._marks: dict[CheckKey, _Mark] = {}
        self._newest: dict[CheckKey, Evaluation] = {}
        self._read_to: float = math.inf
        self._wiped: Any = None

    def newest(self, connection: Connection) -> dict[CheckKey, Evaluation]:
        """Return the newest evaluation by check; planned executions are none."""
        wiped = connection.execute(select(func.max(_assets.wipe_timestamp))).scalar()
        recent = connection.execute(_recent()).all()
        newest = recent[0].id if recent else 0
        missed = len(recent) == _RECENT and recent[-1].id > self._read_to
        if missed or newest < self._read_to or wiped != self._wiped:
            self._marks, self._newest = {}, {}
            found = connection.execute(self._latest())
        else:
            runs = {row.run_id for row in recent}
            found = connection.execute(self._latest().where(_executions.run_id.in_(runs)))
        self._take(connection, found)
        self._wiped, self._read_to = wiped, newest
        return dict(self._newest)

    def _latest(self) -> Select[Any]:
        if self.partition is None:
            return _latest()
        return _latest().where(_executions.run_id.in_(runs_of(self.partition)))

    def _take(self, connection: Connection, found: Iterable[Row[Any]]) -> None:
        changed: dict[int, tuple[CheckKey, _Mark]] = {}
        for row in found:
            key, mark = _NAMES.get((row.asset_key, row.check_name)), (row.last, row.event)
            if key and mark > self._marks.get(key, (0, 0)):
                changed[row.last] = key, mark
        # only these are fetched whole: the events are long
        for row in connection.execute(_whole(changed)) if changed else ():
            key, mark = changed[row.id]
            self._marks[key], self._newest[key] = mark, self._translate(row)


def _recent() -> Select[Any]:
    is_evaluation = _events.dagster_event_type == "ASSET_CHECK_EVALUATION"
    newest_first = select(_events.id, _events.run_id).order_by(_events.id.desc())
    return newest_first.where(is_evaluation).limit(_RECENT)


def _latest() -> Select[Any]:
    assets, names = ({key[place] for key in _NAMES} for place in (0, 1))
    return (
        select(
            _executions.asset_key,
            _executions.check_name,
            func.max(_executions.id).label("last"),
            func.max(_executions.evaluation_event_storage_id).label("event"),
        )
        .where(_executions.asset_key.in_(assets), _executions.check_name.in_(names))
        .where(_executions.execution_status.in_(_EVALUATED))
        .group_by(_executions.asset_key, _executions.check_name)
    )


def _whole(ids: Iterable[int]) -> Select[Any]:
    return select(*_executions).where(_executions.id.in_(list(ids)))
