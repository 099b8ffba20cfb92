"""A Dask cluster to test on, and what its workers are asked."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.cluster import Cluster, cluster
from churn_platform.runtime.engine import Dask, engine_of

ON_A_CLUSTER = [
    pytest.mark.xdist_group("dask"),
    # of distributed itself, whose connections are closed when they are collected
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@contextmanager
def connected(folder: Path) -> Iterator[tuple[Cluster, Dask]]:
    """Start a cluster whose files are in the folder, and connect an engine to both its workers."""
    with cluster(folder) as made:
        engine_of.cache_clear()
        engine = engine_of("dask", made.scheduler)
        assert isinstance(engine, Dask)
        engine.client.wait_for_workers(2, timeout=30)
        yield made, engine
        engine.client.close()
    engine_of.cache_clear()


def doubled(number: int) -> int:
    """Answer, after a moment."""
    time.sleep(0.02)
    return 2 * number


def refusing(number: int) -> int:
    """Answer but for 3."""
    if number == 3:
        raise ValueError("3 is refused")
    return number


def dying_once(item: tuple[int, str]) -> int:
    """End the worker's process at 5, if the file is not there yet, which it makes."""
    number, mark = item
    if number == 5 and not Path(mark).exists():
        Path(mark).touch()
        os._exit(1)
    return 2 * number
