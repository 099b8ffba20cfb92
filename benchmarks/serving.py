"""Servers in processes of their own, and clients that load them from theirs."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bench import ROOT, Bench
from benchmarks.load import Figures, Load
from benchmarks.processes import Command
from churn_platform.runtime.ports import free_port
from churn_platform.runtime.processes import stop_all

_MAX_SECONDS = 120


@contextmanager
def serving(bench: Bench, data_dir: Path) -> Iterator[int]:
    """Serve the API over a data folder and give its port."""
    port, command = free_port(), bench.python(data_dir, "-m", "api")
    own = {**command.environment, "CHURN_API_PORT": str(port)}
    with running(Command(command.arguments, own, command.folder)) as server:
        until_answered(server, port, "/api/metrics")
        yield port


@contextmanager
def running(command: Command) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command, and end it and all that it started on leaving."""
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        command.arguments, env=command.environment, cwd=command.folder, **quiet
    )
    try:
        yield process
    finally:
        stop_all([process])
        process.wait()


def until_answered(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    """Wait for an answer of the process with status 200.

    Raises:
        SystemExit: the process ended, or there was no such answer for two minutes.
    """
    deadline = time.monotonic() + _MAX_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=_MAX_SECONDS)) as connection:
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return
        except (OSError, HTTPException):
            pass
        time.sleep(0.02)
    raise SystemExit(f"no answer to {path} on port {port}")


def loaded(load: Load) -> Figures:
    """Return the figures of a client, once it has ended."""
    with loading(load) as client:
        return ended(client)


@contextmanager
def loading(load: Load) -> Iterator["subprocess.Popen[str]"]:
    """Start a client and end it at the latest on leaving."""
    arguments = [sys.executable, "-m", "benchmarks.load", json.dumps(asdict(load))]
    client = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield client
    finally:
        client.kill()
        client.wait()


def ended(client: "subprocess.Popen[str]") -> Figures:
    """Wait for a client and return its figures.

    Raises:
        SystemExit: it failed; it has said why.
    """
    said, _ = client.communicate()
    if client.returncode:
        raise SystemExit(f"a client of the API ended with exit code {client.returncode}")
    figures: Figures = json.loads(said)
    return figures


def medians(figures: Sequence[Figures]) -> Figures:
    """Return the median of each figure."""
    return {name: median(one[name] for one in figures) for name in figures[0]}
