"""A Dask cluster to test on, and what its workers are asked."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from churn_platform.runtime.engine import Dask, engine_of
from churn_platform.runtime.ports import free_port

ON_A_CLUSTER = [
    # of distributed itself, whose connections are closed when they are collected
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


_QUIET = {"DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "false", "DASK_LOGGING__DISTRIBUTED": "error"}


@dataclass(frozen=True)
class Cluster:
    """Its scheduler's address, and the workers' processes."""

    scheduler: str
    workers: list["subprocess.Popen[bytes]"]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a cluster of workers of one thread, with files in the folder, and end it afterwards."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    shared = ["--host", "127.0.0.1", "--no-dashboard"]
    own = [address, *shared, "--no-nanny", "--nthreads", "1"]
    with ExitStack() as stack:
        stack.enter_context(_process("scheduler", [*shared, "--port", str(port)]))
        made = [
            stack.enter_context(
                _process("worker", [*own, "--local-directory", str(folder / f"worker-{number}")])
            )
            for number in range(workers)
        ]
        yield Cluster(address, made)


@contextmanager
def _process(kind: str, arguments: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{kind}", *arguments],
        cwd=Path(__file__).resolve().parent.parent,
        env=os.environ | _QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)


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
