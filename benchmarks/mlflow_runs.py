"""Fills MLflow's SQLite store with runs of 28 metrics each. Runs in MLflow's environment."""

import sys
import time

from mlflow import MlflowClient  # type: ignore[import-not-found]
from mlflow.entities import Metric  # type: ignore[import-not-found]

SCORES = 28


def main(database: str, count: str) -> None:
    """Print the experiment."""
    client = MlflowClient(database)
    experiment = client.create_experiment("churn")
    for number in range(int(count)):
        now = int(time.time() * 1000)
        run_id = client.create_run(experiment, now).info.run_id
        metrics = [Metric(f"score_{each}", 0.8 + number / 1e6, now, 0) for each in range(SCORES)]
        client.log_batch(run_id, metrics)
        client.set_terminated(run_id)
    print(experiment)


if __name__ == "__main__":
    main(*sys.argv[1:3])
