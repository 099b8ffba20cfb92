"""Pruning a long history: how long it takes and what it leaves."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.history import count_runs, repeat
from benchmarks.processes import measure
from benchmarks.report import Part, Row
from churn_platform.history.storage.sqlite_files import INDEX, RUNS

TRAINED, UNCHANGED, DAYS, KEPT_DAYS = 1_000, 19_000, 60, 30
_DAY = 86_400
_CODE = """
import sys
from churn_platform.history.storage.project import open_history
from churn_platform.history.retention.prune import prune
from churn_platform.config.settings import get_settings
with open_history(get_settings()) as instance:
    print(prune(instance, get_settings(), float(sys.argv[1])))
"""
_HOW = (
    f"**prune**: `make prune` in a fresh process over {TRAINED + UNCHANGED:,} runs of {DAYS} days,"
    f" of which those of {KEPT_DAYS} days stay: {TRAINED:,} copies of a run of the whole graph (all"
    " but the figures' results) and the others of a tick that found nothing new, each with its own"
    " file of events and folder of logs. Against the same once more, when nothing is left to do."
)


def run(bench: Bench) -> Part:
    """Measure."""
    data_dir = bench.copy("prune")
    now = _fill(bench, data_dir)
    before = _megabytes(data_dir)
    command = bench.python(data_dir, "-W", "ignore", "-c", _CODE, str(now))
    first, again = measure(command), measure(command)
    print(f"  {first.stdout.strip()}", flush=True)
    left = _megabytes(data_dir)
    rows = [
        Row("prune / nothing left to prune, wall", first.wall, again.wall, target="at most 300 s"),
        Row("data folder, after / before pruning", left, before, "MB"),
        Row("runs, after / before", count_runs(data_dir / "dagster"), TRAINED + UNCHANGED + 2, ""),
    ]
    return Part(rows, _HOW)


def _fill(bench: Bench, data_dir: Path) -> float:
    """Make the history long; return the moment at which it ends."""
    history = data_dir / "dagster"
    trained = _newest(history)
    measure(bench.python(data_dir, "-W", "ignore", "-m", "benchmarks.one_run", "tick"))
    unchanged = _newest(history)
    step = DAYS * _DAY / (TRAINED + UNCHANGED)
    moments = [step * number for number in range(1, TRAINED + UNCHANGED + 1)]
    _copy(history, trained, unchanged, moments[:TRAINED])
    _copy(history, unchanged, unchanged, moments[TRAINED:])
    with closing(sqlite3.connect(history / RUNS)) as runs:
        return float(runs.execute("SELECT max(end_time) FROM runs").fetchone()[0])


def _copy(history: Path, run_id: str, shard_of: str, later: Sequence[float]) -> None:
    print(f"  {len(later):,} runs", flush=True)
    folder = (history / INDEX).parent
    shard = folder / "copied"
    with closing(sqlite3.connect(folder / f"{shard_of}.db")) as one:
        with closing(sqlite3.connect(shard)) as other:
            one.backup(other)
    for made in repeat(history, run_id, later):
        shutil.copyfile(shard, folder / f"{made}.db")
        logs = history / "logs" / made / "compute_logs"
        logs.mkdir(parents=True)
        (logs / "step.complete").touch()
    shard.unlink()


def _newest(history: Path) -> str:
    with closing(sqlite3.connect(history / RUNS)) as runs:
        return str(runs.execute("SELECT run_id FROM runs ORDER BY id DESC").fetchone()[0])


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
