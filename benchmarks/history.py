"""A long history, made from a short one."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from churn_platform.catalog import ASSETS
from churn_platform.history.storage.sqlite_files import INDEX, RUNS

_MATERIALIZED = "dagster_event_type = 'ASSET_MATERIALIZATION'"
_KEPT = [f'["{key}"]' for key, asset in ASSETS.items() if asset.type != "figure"]
Fields = dict[str, Any]
_EVENT = "evaluation_event_storage_id"


def lengthen(history: Path, times: int) -> None:
    """Repeat the newest run and its results, row by row, under new run ids and times until now.

    Dagster's own way takes about 10 ms for each event. The figures' events are left out: with
    their pictures, they alone would take a gigabyte.
    """
    with _open(history / RUNS) as runs:
        run = _rows(runs, "runs", "1 ORDER BY id DESC LIMIT 1")[0]
    gap = (time.time() - run["end_time"]) / (times + 1)
    later = [gap * number for number in range(1, times + 1)]
    repeat(history, run["run_id"], later, _MATERIALIZED)


def repeat(history: Path, run_id: str, later: Iterable[float], which: str = "1") -> list[str]:
    """Repeat a run, its rows in the index and its evaluations; return the new runs' ids.

    Args:
        history: folder of Dagster's files.
        run_id: the run; its own file of events is not copied.
        later: for each new run, by how many seconds its times are later.
        which: condition in SQL on the events that are repeated.
    """
    with _open(history / RUNS) as runs, _open(history / INDEX) as events:
        of_run = f"run_id = '{run_id}'"
        (run,) = _rows(runs, "runs", of_run)
        run_tags = _rows(runs, "run_tags", of_run)
        kept = [
            (row, _rows(events, "asset_event_tags", f"event_id = {row['id']}"))
            for row in _rows(events, "event_logs", f"{of_run} AND {which}")
            if row["dagster_event_type"] != "ASSET_MATERIALIZATION" or row["asset_key"] in _KEPT
        ]
        checks = _rows(events, "asset_check_executions", of_run) if which == "1" else []
        made = []
        for seconds in later:
            new, ids = str(uuid4()), {}
            _insert(runs, "runs", _later(run, run_id, new, seconds))
            for tag in run_tags:
                _insert(runs, "run_tags", {**tag, "run_id": new})
            for row, tags in kept:
                ids[row["id"]] = _insert(events, "event_logs", _later(row, run_id, new, seconds))
                for tag in tags:
                    own = {**_later(tag, run_id, new, seconds), "event_id": ids[row["id"]]}
                    _insert(events, "asset_event_tags", own)
            for check in checks:
                own = {_EVENT: ids.get(check[_EVENT], check[_EVENT])}
                own = {**_later(check, run_id, new, seconds), **own}
                _insert(events, "asset_check_executions", own)
            made.append(new)
    return made


def _later(row: Fields, old: str, new: str, seconds: float) -> Fields:
    """Return the row of another run, some seconds later."""
    made: Fields = {
        name: value.replace(old, new) if isinstance(value, str) else value
        for name, value in row.items()
    }
    for name in row.keys() & {"start_time", "end_time"}:
        made[name] += seconds
    for name, value in row.items():
        if name.endswith("timestamp") and isinstance(value, str):
            made[name] = _shifted(value, seconds)
    if "event" in row:
        before = json.loads(row["event"])["timestamp"]
        after = f'"timestamp": {before + seconds}'
        made["event"] = made["event"].replace(f'"timestamp": {before}', after)
    return made


def _shifted(stamp: str, seconds: float) -> str:
    later = datetime.fromisoformat(stamp) + timedelta(seconds=seconds)
    return later.isoformat(" ", "microseconds")


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        yield connection


def _rows(connection: sqlite3.Connection, table: str, where: str) -> list[Fields]:
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table} WHERE {where}")]


def _insert(connection: sqlite3.Connection, table: str, row: Fields) -> int | None:
    fields = {name: value for name, value in row.items() if name != "id"}
    names, marks = (", ".join(form.format(n) for n in fields) for form in ('"{}"', ":{}"))
    return connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", fields).lastrowid
