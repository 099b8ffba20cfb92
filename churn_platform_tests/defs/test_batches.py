"""The same graph, worked on as one frame and a hundred rows at a time."""

import json
import signal
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from churn_platform.catalog import CLEANED, MODELS
from churn_platform.metadata import Meta
from churn_platform.storage.lookup import Lookup
from churn_platform_tests.cluster import cluster
from churn_platform_tests.platform import Platform

_CHARTS = (
    "correlation_heatmap",
    "tenure_histogram",
    "churn_by_category",
    "segment_churn",
    "tenure_curves",
    "feature_importance",
)


def _same(one: Any, other: Any, to: float = 1e-9) -> None:
    """Hold that two documents are the same, and their numbers as closely as that."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            _same(one[key], other[key], to)
    elif isinstance(one, list):
        assert len(one) == len(other)
        for first, second in zip(one, other, strict=True):
            _same(first, second, to)
    elif isinstance(one, float):
        assert other == pytest.approx(one, rel=to, abs=to)
    else:
        assert one == other


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_what_is_published_depends_neither_on_batches_nor_on_the_engine(
    done: Platform, engine: str, tmp_path: Path
) -> None:
    platform = done
    whole = {key: platform.newest(key) for key in (*CLEANED, "processed_customers", *MODELS)}
    documents = {path.name: json.loads(path.read_text()) for path in _documents(platform)}
    metrics = _metrics(platform)
    results = {path.name: json.loads(path.read_text()) for path in _of_scores(platform)}
    scores = pd.read_parquet(platform.stable("churn_scores"))
    summary = platform.stable("summary_statistics").read_text()
    platform.change(CHURN_BATCH_ROWS=100)
    if engine == "local":
        assert platform.run().success
    else:
        with cluster(tmp_path) as made:
            platform.change(CHURN_DASK_SCHEDULER=made.scheduler)
            killer = threading.Timer(2.0, made.workers[0].kill)  # in the middle of the run
            killer.start()
            assert platform.run().success
            killer.join()
            assert made.workers[0].wait(timeout=30) == -signal.SIGKILL
    for key in CLEANED:
        assert platform.newest(key).data_version == whole[key].data_version
        assert platform.newest(key).files == whole[key].files
    for name in (Meta.REPAIRS, Meta.PROFILE, Meta.QUARANTINED_BY_RULE):
        assert (
            platform.newest("clean_customers").metadata[name]
            == whole["clean_customers"].metadata[name]
        )
    assert platform.newest("processed_customers").data_version == (
        whole["processed_customers"].data_version
    )
    assert platform.stable("summary_statistics").read_text() == summary
    for path in _documents(platform):
        _same(json.loads(path.read_text()), documents[path.name])
    _same(_metrics(platform), metrics)
    for key in MODELS:
        assert platform.newest(key).data_version == whole[key].data_version
    for path in _of_scores(platform):
        _same(json.loads(path.read_text()), results[path.name], 1e-6)
    pd.testing.assert_frame_equal(
        pd.read_parquet(platform.stable("churn_scores")), scores, rtol=1e-6
    )
    lookup = Lookup.of(platform.data_dir, platform.newest("churn_scores").files)
    published = pd.read_parquet(platform.stable("churn_scores"))
    found = [lookup.row(id) for id in published["customer_id"]]
    pd.testing.assert_frame_equal(pd.DataFrame(found), published)
    assert not list((platform.data_dir / "scratch").iterdir())


def _documents(platform: Platform) -> list[Any]:
    return [platform.data_dir / "figures" / f"{name}.json" for name in _CHARTS]


def _of_scores(platform: Platform) -> list[Any]:
    return [
        platform.data_dir / "reports" / "retention_summary.json",
        platform.data_dir / "figures" / "batch_drift.json",
    ]


def _metrics(platform: Platform) -> Any:
    return json.loads((platform.data_dir / "reports/metrics.json").read_text())["models"]


def test_above_the_most_to_train_on_the_rest_is_spare(platform: Platform) -> None:
    platform.change(CHURN_MAX_TRAIN_ROWS=1000)  # the least that is allowed
    from churn_platform.sources.sample.telco import write_sample

    write_sample(platform.source, rows=2000, seed=3)
    assert platform.run().success
    split = pd.read_parquet(platform.stable("processed_customers"))[["split", "churn"]]
    counts = {str(part): (len(rows), rows["churn"].sum()) for part, rows in split.groupby("split")}
    # 530 of 2,000 left: 159 and 441 are held out, 265 and 735 train
    assert counts == {"test": (600, 159), "train": (1000, 265), "spare": (400, 106)}
    assert platform.newest("processed_customers").metadata[Meta.SPARE_ROWS] == 400
    metrics = platform.newest("model_metrics").metadata[Meta.METRICS]
    assert (metrics["train_rows"], metrics["test_rows"]) == (1000, 600)
    assert {platform.newest(key).metadata[Meta.TRAIN_ROWS] for key in MODELS} == {1000}
