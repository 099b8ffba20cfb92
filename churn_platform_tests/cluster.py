"""A Dask cluster: a scheduler and two workers, each a process of its own on 127.0.0.1."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from churn_platform.commands.ports import free_port

PROJECT = Path(__file__).resolve().parent.parent
_QUIET = {"DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "false", "DASK_LOGGING__DISTRIBUTED": "error"}


@dataclass(frozen=True)
class Cluster:
    """Its scheduler's address, and the workers' processes."""

    scheduler: str
    workers: list["subprocess.Popen[bytes]"]


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start a cluster, whose files are in the folder, and end it afterwards."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    shared = ["--host", "127.0.0.1", "--no-dashboard"]
    with ExitStack() as stack:
        stack.enter_context(_process("scheduler", [*shared, "--port", str(port)]))
        workers = [
            stack.enter_context(
                _process(
                    "worker",
                    [address, *shared, "--no-nanny", "--nthreads", "1", "--name", name]
                    + ["--local-directory", str(folder / name)],
                )
            )
            for name in ("first", "second")
        ]
        yield Cluster(address, workers)


@contextmanager
def _process(kind: str, arguments: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{kind}", *arguments],
        cwd=PROJECT,
        env=os.environ | _QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)


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
