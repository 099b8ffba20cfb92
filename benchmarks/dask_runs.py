"""The same table by one process, by one and two workers of a Dask cluster, and with one lost."""

import threading
import time

from benchmarks.bench import Bench
from benchmarks.cluster import cluster
from benchmarks.report import Part, Row
from benchmarks.sizes import large_table, materialized
from benchmarks.watch import Watched, watch

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
_STARTED = 6.0  # what the workers' own start takes is not measured


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
    folder = bench.folder / f"dask-{name}"
    with cluster(folder, workers) as made:
        time.sleep(_STARTED)
        own = {"CHURN_DASK_SCHEDULER": made.scheduler}
        command = materialized(large_table(ROWS), folder / "data", {**_ALL_ROWS, **own})
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
