"""The yardstick of predictions: `predict_proba` of the champion's pipeline on a DataFrame."""

import json
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import joblib
import pandas as pd
from threadpoolctl import threadpool_limits

from churn_platform.catalog import CHAMPION, stable_file
from churn_platform.config.settings import contract_of, get_settings
from churn_platform.tables.files import read_table

_BATCHES = 5


def main(id: str, batch: int, seconds: float) -> None:
    """Print, as JSON, the ms that one customer takes (p50, p99) and the seconds of a batch."""
    settings = get_settings()
    contract, data_dir = contract_of(settings), settings.data_dir
    model = joblib.load(data_dir / stable_file(CHAMPION, contract.name))
    clean = read_table(data_dir / stable_file("clean_customers", contract.name))
    one = clean.loc[clean[contract.identifier] == id, contract.features]
    if len(one) != 1:
        raise SystemExit(f"found {len(one)} rows of the source's first customer; expected one")
    times = -(-batch // len(clean))
    many = pd.concat([clean[contract.features]] * times, ignore_index=True).head(batch)
    with threadpool_limits(1):
        singles = _taken(lambda: model.predict_proba(one), seconds)
        batches = _taken(lambda: model.predict_proba(many), 0, _BATCHES)
    cuts = quantiles(singles, n=100, method="inclusive")
    found = {"p50": cuts[49] * 1000, "p99": cuts[98] * 1000, "batch": median(batches)}
    print(json.dumps(found))


def _taken(call: Callable[[], Any], seconds: float, least: int = 2) -> list[float]:
    """Return the seconds of each call, after one to warm up."""
    call()
    taken: list[float] = []
    deadline = time.perf_counter() + seconds
    while (start := time.perf_counter()) < deadline or len(taken) < least:
        call()
        taken.append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
