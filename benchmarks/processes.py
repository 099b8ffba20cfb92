"""Running a command and knowing what it cost, its children included."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryFile
from threading import Timer
from typing import Literal


@dataclass(frozen=True)
class Command:
    """A command line and its environment."""

    arguments: Sequence[str]
    environment: dict[str, str]
    folder: str


@dataclass(frozen=True)
class Cost:
    """What one process took: wall and CPU (user + system) seconds, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float
    stdout: str


def measure(command: Command, max_seconds: float = 0) -> Cost:
    """Run a command to its end, or for so many seconds if a limit is given.

    The peak is the kernel's, and a child starts with its parent's: so this process must import
    nothing large.

    Raises:
        SystemExit: the command failed or took too long; the text holds the end of its output.
    """
    with TemporaryFile("w+") as out, TemporaryFile("w+") as error:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments, env=command.environment, cwd=command.folder, stdout=out, stderr=error
        )
        # not `Popen.kill`, which would take the exit status that `wait4` is waiting for
        limit = Timer(max_seconds, os.kill, (process.pid, signal.SIGKILL))
        if max_seconds:
            limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        limit.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        error.seek(0)
        said, complained = out.read(), error.read()
    if max_seconds and process.returncode == -signal.SIGKILL:
        raise SystemExit(f"not done after {max_seconds:,.0f} s")
    if process.returncode:
        words = " ".join(command.arguments)
        raise SystemExit(f"{words}: exit code {process.returncode}\n{(said + complained)[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def alternate(first: Command, second: Command, rounds: int) -> tuple[list[Cost], list[Cost]]:
    """Measure two commands in turn, after one of each to warm up: what disturbs, disturbs both."""
    measure(first)
    measure(second)
    pairs = [(measure(first), measure(second)) for _ in range(rounds)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def middle(costs: Sequence[Cost], name: Literal["wall", "cpu", "memory"]) -> float:
    """Return the median of one figure."""
    return float(median(getattr(cost, name) for cost in costs))
