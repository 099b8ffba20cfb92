import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import roc_auc_score

from churn_platform.analysis.training import boosted, models
from churn_platform.boosting import trained
from churn_platform.runtime.engine import Dask
from churn_platform.tables.files import write_table
from churn_platform.tables.stored import Part, StoredTable
from churn_platform_tests.analysis.training.customers import customers
from churn_platform_tests.cluster import ON_A_CLUSTER, connected
from churn_platform_tests.telco import TELCO

pytestmark = ON_A_CLUSTER
GB = {"max_iter": 40, "max_depth": 2, "min_samples_leaf": 20, "learning_rate": 0.1}


def _parts(folder: Path, engine: Dask, rows: int = 700) -> list[Part]:
    with (folder / "clean.parquet").open("wb") as file:
        write_table(customers(3000, 1), file)
    table = StoredTable(folder / "clean.parquet", rows, engine)
    return list(table.parts([*TELCO.features, "churn"]))


def _kill_one_in_training(engine: Dask, processes: dict[str, int], killed: list[int]) -> None:
    """Kill the first worker that is seen to grow trees, a moment later."""
    while not killed:
        time.sleep(0.05)
        for address, keys in engine.client.processing().items():
            if str(keys).startswith("('fn-"):
                killed.append(processes[address])
                break
    time.sleep(0.3)
    os.kill(killed[0], signal.SIGKILL)


def _asked(rounds: int) -> dict[str, Any]:
    rows = customers(1000, 1)
    some = models.fit_model(models.gradient_boosting(TELCO, GB, 42), rows, TELCO).pipeline
    parameters = boosted.xgboost_parameters(some[-1], 0.27)
    return {
        "encode": boosted.Encode(some, TELCO),
        "parameters": parameters,
        "rounds": rounds,
    }


def test_two_workers_grow_trees_as_good_as_one_process(tmp_path: Path) -> None:
    asked = _asked(40)
    with connected(tmp_path) as (_, engine):
        document = trained(engine.client, _parts(tmp_path, engine), **asked)
    made = boosted.with_trees(asked["encode"].pipeline, document, 0.27)
    here = models.fit_model(models.gradient_boosting(TELCO, GB, 42), customers(3000, 1), TELCO)
    new = customers(4000, 2)
    found, own = (
        roc_auc_score(new["churn"], models.churn_probability(one, new, TELCO))
        for one in (made, here.pipeline)
    )
    assert found == pytest.approx(own, abs=0.01)
    assert made[-1].n_iter_ == 40


@pytest.mark.parametrize("rows", [700, 3000], ids=["of two", "that has all rows"])
def test_a_worker_that_dies_in_training_costs_no_tree(
    rows: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("churn_platform.boosting._PEER_SECONDS", 5)
    asked = _asked(1500)
    with connected(tmp_path) as (made, engine):
        parts = _parts(tmp_path, engine, rows)
        killed: list[int] = []
        processes = engine.client.run(os.getpid)
        about = (engine, processes, killed)
        killer = threading.Thread(target=_kill_one_in_training, args=about, daemon=True)
        killer.start()
        document = trained(engine.client, parts, **asked)
        killer.join(timeout=30)
        (gone,) = (each for each in made.workers if each.pid in killed)
        assert gone.wait(timeout=30) == -signal.SIGKILL
        assert [each.poll() for each in made.workers if each is not gone] == [None]
    trees = document["learner"]["gradient_booster"]["model"]["trees"]
    assert len(trees) == 1500
    assert "A worker was lost" in caplog.text
