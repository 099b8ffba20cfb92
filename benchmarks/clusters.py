"""The same table by one process, by one and two workers of a Dask cluster, and with one lost."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import ROOT, Bench, clean_environment
from benchmarks.processes import Command
from benchmarks.report import Part, Row
from benchmarks.sizes import large_table, materialized
from benchmarks.watch import Watched, watch
from churn_platform.commands.ports import free_port
from churn_platform.commands.processes import stop_all

ROWS = 300_000
_MOST_SECONDS = 1_800
_LOSS_AFTER = 10.0
_ALL_ROWS = {"CHURN_BATCH_ROWS": "32768", "CHURN_MAX_TRAIN_ROWS": str(ROWS)}
_HOW = (
    f"**dask**: `make materialize` of {ROWS:,} synthetic customers over an empty history, in parts"
    f" of {_ALL_ROWS['CHURN_BATCH_ROWS']} rows, models fitted on all training rows: by this process"
    " alone, and on a scheduler with one and with two workers of one thread each, all on this"
    " machine, so that they share its cores; the last with a worker killed by SIGKILL"
    f" {_LOSS_AFTER:.0f} s after the start. The boosted model is scikit-learn's in the first,"
    " XGBoost's in the others. Once each; peak memory is of the run's own process."
)
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class _Cluster:
    scheduler: str
    workers: list[Process]


def run(bench: Bench) -> Part:
    """Measure."""
    alone = _alone(bench)
    one, two, lost = (
        _on_cluster(bench, name, workers, lose)
        for name, workers, lose in (("one", 1, False), ("two", 2, False), ("lost", 2, True))
    )
    name = f"{ROWS:,} rows"
    return Part(
        [
            Row(f"{name}, Dask with 1 worker / one process", one.wall, alone.wall),
            Row(f"{name}, Dask with 2 workers / with 1", two.wall, one.wall),
            Row(f"{name}, Dask, one of 2 workers lost / none lost", lost.wall, two.wall),
            Row(f"{name}, Dask with 2 workers / one process, peak", two.peak, alone.peak, "MiB"),
        ],
        _HOW,
    )


def _alone(bench: Bench) -> Watched:
    print("  one process", flush=True)
    command = materialized(large_table(ROWS), bench.folder / "dask-alone", _ALL_ROWS)
    return _done(watch(command, _MOST_SECONDS))


def _on_cluster(bench: Bench, name: str, workers: int, lose: bool) -> Watched:
    print(f"  Dask, {workers} worker{'s' * (workers > 1)}{', one lost' * lose}", flush=True)
    with _cluster(bench.folder / f"dask-{name}", workers) as made:
        own = {"CHURN_ENGINE": "dask", "CHURN_DASK_SCHEDULER": made.scheduler}
        data_dir = bench.folder / f"dask-{name}" / "data"
        command = materialized(large_table(ROWS), data_dir, {**_ALL_ROWS, **own})
        killer = threading.Timer(_LOSS_AFTER, made.workers[0].kill)
        if lose:
            killer.start()
        done = _done(watch(command, _MOST_SECONDS))
        killer.cancel()
        return done


def _done(watched: Watched) -> Watched:
    if watched.trouble:
        raise SystemExit(watched.trouble)
    return watched


@contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[_Cluster]:
    folder.mkdir()
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    shared = ["--host", "127.0.0.1", "--no-dashboard"]
    own = [address, *shared, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder)]
    with ExitStack() as stack:
        stack.enter_context(_process("scheduler", [*shared, "--port", str(port)]))
        time.sleep(2)
        made = [stack.enter_context(_process("worker", own)) for _ in range(workers)]
        time.sleep(4)
        yield _Cluster(address, made)


@contextmanager
def _process(kind: str, arguments: list[str]) -> Iterator[Process]:
    command = Command(
        [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{kind}", *arguments],
        clean_environment() | {"DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "false"},
        str(ROOT),
    )
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(
            command.arguments, env=command.environment, cwd=ROOT, stdout=nowhere, stderr=nowhere
        )
    try:
        yield process
    finally:
        stop_all([process])
        process.wait()
