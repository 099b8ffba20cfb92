"""A long history, made from a short one."""

import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from churn_platform.catalog import ASSETS
from churn_platform.history.storage.sqlite_files import INDEX, RUNS

_MATERIALIZED = "dagster_event_type = 'ASSET_MATERIALIZATION'"
KEPT = tuple(key for key, asset in ASSETS.items() if asset.type != "figure")
Fields = dict[str, Any]


def lengthen(history: Path, times: int, assets: Collection[str] = KEPT) -> None:
    """Repeat the newest run and its results, row by row, under new run ids and times until now.

    Dagster's own way takes about 10 ms for each event. The figures' events are left out: with
    their pictures, they alone would take a gigabyte.
    """
    with _open(history / RUNS) as runs:
        run = _rows(runs, "runs", "1 ORDER BY id DESC LIMIT 1")[0]
    gap = (time.time() - run["end_time"]) / (times + 1)
    later = [gap * number for number in range(1, times + 1)]
    repeat(history, run["run_id"], later, _MATERIALIZED, assets)


def repeat(
    history: Path,
    run_id: str,
    later: Iterable[float],
    which: str = "1",
    assets: Collection[str] = KEPT,
) -> list[str]:
    """Repeat a run, its rows in the index and its evaluations; return the new runs' ids.

    Args:
        history: folder of Dagster's files.
        run_id: the run; its own file of events is not copied.
        later: for each new run, by how many seconds its times are later.
        which: condition in SQL on the events that are repeated.
        assets: those whose results are repeated.
    """
    with _open(history / RUNS) as runs, _open(history / INDEX) as events:
        keys = [f'["{key}"]' for key in assets]
        of_run = f"run_id = '{run_id}'"
        (run,) = _rows(runs, "runs", of_run)
        run_tags = _rows(runs, "run_tags", of_run)
        kept = [
            (row, _rows(events, "asset_event_tags", f"event_id = {row['id']}"))
            for row in _rows(events, "event_logs", f"{of_run} AND {which}")
            if row["dagster_event_type"] != "ASSET_MATERIALIZATION" or row["asset_key"] in keys
        ]
        checks = _rows(events, "asset_check_executions", of_run) if which == "1" else []
        made = []
        for seconds in later:
            change = _Change(run_id, str(uuid4()), seconds)
            _insert(runs, "runs", change.run(run))
            for tag in run_tags:
                _insert(runs, "run_tags", {**tag, "run_id": change.new})
            new = {row["id"]: _repeat_event(events, change.event(row), tags) for row, tags in kept}
            for check in checks:
                _insert(events, "asset_check_executions", change.check(check, new))
            made.append(change.new)
    return made


def count(history: Path, asset: str) -> int:
    """Return how many materializations of an asset the history holds."""
    with _open(history / INDEX) as events:
        return len(_rows(events, "event_logs", f"{_MATERIALIZED} AND asset_key = '[\"{asset}\"]'"))


def _repeat_event(events: sqlite3.Connection, row: Fields, tags: list[Fields]) -> int | None:
    event_id = _insert(events, "event_logs", row)
    for tag in tags:
        changed = {"event_id": event_id, "event_timestamp": row["timestamp"]}
        _insert(events, "asset_event_tags", {**tag, **changed})
    return event_id


class _Change:
    """Another run id, some seconds later."""

    def __init__(self, old: str, new: str, seconds: float) -> None:
        self.old, self.new, self.seconds = old, new, seconds

    def run(self, row: Fields) -> Fields:
        times = {name: row[name] + self.seconds for name in ("start_time", "end_time")}
        stamps = {
            name: _shifted(row[name], self.seconds)
            for name in ("create_timestamp", "update_timestamp")
        }
        body = row["run_body"].replace(self.old, self.new)
        return {**row, "run_id": self.new, "run_body": body, **times, **stamps}

    def event(self, row: Fields) -> Fields:
        before = json.loads(row["event"])["timestamp"]
        text = row["event"].replace(self.old, self.new)
        text = text.replace(f'"timestamp": {before}', f'"timestamp": {before + self.seconds}')
        stamp = _shifted(row["timestamp"], self.seconds)
        return {**row, "run_id": self.new, "event": text, "timestamp": stamp}

    def check(self, row: Fields, events: dict[int, int | None]) -> Fields:
        """Return the row of an evaluation, given the new ids of the run's events."""
        stamp = _shifted(row["evaluation_event_timestamp"], self.seconds)
        changed = {"run_id": self.new, "evaluation_event_timestamp": stamp}
        changed["evaluation_event"] = row["evaluation_event"].replace(self.old, self.new)
        name = "evaluation_event_storage_id"
        return {**row, **changed, name: events.get(row[name], row[name])}


def _shifted(stamp: str, seconds: float) -> str:
    moment = datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() + seconds
    later = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
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
