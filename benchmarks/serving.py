"""The API in a process of its own, and clients that load it from theirs."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks.bench import ROOT, Bench
from benchmarks.load import Figures, Load
from churn_platform.runtime.ports import free_port

_START_SECONDS = 60


@contextmanager
def serving(bench: Bench, data_dir: Path) -> Iterator[int]:
    """Serve the API over a data folder and give its port."""
    port = free_port()
    command = bench.python(data_dir, "-m", "api")
    server = subprocess.Popen(
        command.arguments,
        env={**command.environment, "CHURN_API_PORT": str(port)},
        cwd=command.folder,
    )
    try:
        _wait_until_ready(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def loaded(load: Load) -> Figures:
    """Return the figures of a client, once it has ended."""
    with loading(load) as client:
        return ended(client)


@contextmanager
def loading(load: Load) -> Iterator[subprocess.Popen[str]]:
    """Start a client and end it at the latest on leaving."""
    arguments = [sys.executable, "-m", "benchmarks.load", json.dumps(asdict(load))]
    client = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield client
    finally:
        client.kill()
        client.wait()


def ended(client: subprocess.Popen[str]) -> Figures:
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


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
            connection.request("GET", "/api/metrics")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the API did not start")
