"""A Dask cluster: a scheduler and workers, each a process of its own on 127.0.0.1."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import ROOT
from churn_platform.runtime.ports import free_port

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
        cwd=ROOT,
        env=os.environ | _QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)
