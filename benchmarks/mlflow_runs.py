"""Fills MLflow's SQLite store through its own store class. Runs in MLflow's environment.

Each run has the scores of two models, the parameters of a training and some tags; the newest has
50 values of one metric, for the question of a metric's history.
"""

import json
import sys
import time

from mlflow.entities import Metric, Param, RunStatus, RunTag  # type: ignore[import-not-found]
from mlflow.store.tracking.sqlalchemy_store import (  # type: ignore[import-not-found]
    SqlAlchemyStore,
)

SCORES, PARAMETERS, TAGS, HISTORY = 28, 12, 5, 50


def main(database: str, folder: str, count: int, most_seconds: float) -> None:
    """Print, as JSON, how many runs were made in the time, the experiment and the newest run."""
    store = SqlAlchemyStore(f"sqlite:///{database}", folder)
    experiment = store.create_experiment("churn", None, [])
    start, made, run_id = time.monotonic(), 0, ""
    while made < count and (not made or time.monotonic() - start < most_seconds):
        run_id = _log(store, experiment, made)
        made += 1
    now = int(time.time() * 1000)
    values = [Metric("roc_auc", 0.8 + step / 1000, now + step, step) for step in range(HISTORY)]
    store.log_batch(run_id, values, [], [])
    print(json.dumps({"made": made, "experiment": experiment, "run": run_id}))


def _log(store: SqlAlchemyStore, experiment: str, number: int) -> str:
    now = int(time.time() * 1000)
    info = store.create_run(experiment, "bench", now, [], f"run-{number}").info
    store.log_batch(
        info.run_id,
        [Metric(f"score_{each}", 0.8 + number / 1e6, now, 0) for each in range(SCORES)],
        [Param(f"parameter_{each}", str(number)) for each in range(PARAMETERS)],
        [RunTag(f"tag_{each}", "value") for each in range(TAGS)],
    )
    store.update_run_info(info.run_id, RunStatus.FINISHED, now + 1, None)
    return str(info.run_id)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
