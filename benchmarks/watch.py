"""Running a command with a bound in time, and looking at its memory meanwhile."""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

import psutil

from benchmarks.processes import Command
from churn_platform.runtime.processes import stop_all

_EVERY = 0.1


class Sample(NamedTuple):
    """Seconds since 1970, and MiB of the process and its children then."""

    time: float
    memory: float


@dataclass(frozen=True)
class Watched:
    """What became of a command: `trouble` says in a line why it did not end well.

    `peak` is the kernel's, of the process alone (VmHWM), in MiB.
    """

    wall: float
    peak: float
    samples: Sequence[Sample]
    stdout: str
    trouble: str = ""


def watch(command: Command, most_seconds: float) -> Watched:
    """Run a command to its end, or end it when it takes longer."""
    with TemporaryFile() as out, TemporaryFile() as error:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            env=command.environment,
            cwd=command.folder,
            stdout=out,
            stderr=error,
        )
        try:
            peak, samples = _look(process, start + most_seconds)
        finally:
            wall, late = time.perf_counter() - start, process.poll() is None
            stop_all([process])
            process.wait()
        trouble = f"not done after {most_seconds:,.0f} s" if late else ""
        if process.returncode and not late:
            last = (_text(error).strip() or _text(out).strip() or "nothing").splitlines()[-1]
            trouble = f"exit code {process.returncode}: {last}"
        return Watched(wall, peak, samples, _text(out), trouble)


def _look(process: "subprocess.Popen[bytes]", deadline: float) -> tuple[float, list[Sample]]:
    peak, samples = 0.0, []
    looked_at = psutil.Process(process.pid)
    while process.poll() is None and time.perf_counter() < deadline:
        try:
            tree = [looked_at, *looked_at.children(recursive=True)]
            memory = sum(each.memory_info().rss for each in tree) / 1024**2
            samples.append(Sample(time.time(), memory))
            peak = max(peak, _high_water(process.pid))
        except (psutil.Error, OSError):
            pass  # one of them has just ended
        time.sleep(_EVERY)
    return peak, samples


def _high_water(pid: int) -> float:
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        found = [line.split()[1] for line in file if line.startswith("VmHWM:")]
    return int(found[0]) / 1024 if found else 0.0


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
