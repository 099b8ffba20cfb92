"""The API over a short and over a long history."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks.bench import Bench
from benchmarks.history import count, lengthen
from benchmarks.processes import measure
from benchmarks.report import Part, Row

SHORT, LONG = 100, 10_000
ROUNDS, SECONDS, CONNECTIONS = 5, 3, 8
_START_SECONDS = 60
_HOW = (
    f"**api**: `uvicorn api.main:app`, one process, over {LONG:,} against over {SHORT:,} runs of"
    " the whole graph (all but the figures' events), the last one real and the others its copies"
    f" under other ids and times. The client is a process of its own on the same machine:"
    f" {CONNECTIONS} connections that stay open for `/api/metrics`, one for the others,"
    f" {SECONDS} s, {ROUNDS} rounds in turn after a second to warm up; medians of the rounds."
)
Figures = dict[str, float]


def run(bench: Bench) -> Part:
    """Measure."""
    short, long = _filled(bench, SHORT), _filled(bench, LONG)
    with _serving(bench, short) as few, _serving(bench, long) as many:
        metrics = _compare(many, few, "/api/metrics", CONNECTIONS)
        runs = _compare(many, few, "/api/model-runs?limit=50", 1)
        health = _compare(many, few, "/api/health", 1)
    name = f"API over {LONG:,} / {SHORT:,} runs,"
    rows = [
        _row(f"{name} /api/metrics, rate", metrics, "rate", "at least 500/s; about 1"),
        _row(f"{name} /api/metrics, median", metrics, "p50"),
        _row(f"{name} /api/metrics, 99 %", metrics, "p99"),
        _row(f"{name} /api/model-runs?limit=50, median", runs, "p50", "about 1"),
        _row(f"{name} /api/health, median", health, "p50", "about 1"),
    ]
    return Part(rows, _HOW)


def _filled(bench: Bench, runs: int) -> Path:
    print(f"  a history of {runs:,} runs", flush=True)
    data_dir = bench.copy(f"api-{runs}")
    lengthen(data_dir / "dagster", runs - 2)
    measure(bench.materialize(data_dir))
    assert count(data_dir / "dagster", "model_metrics") == runs
    return data_dir


@contextmanager
def _serving(bench: Bench, data_dir: Path) -> Iterator[int]:
    """Serve the API and give its port."""
    port = _free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    command = bench.python(data_dir, "-m", "uvicorn", "api.main:app", *options)
    server = subprocess.Popen(command.arguments, env=command.environment, cwd=command.folder)
    try:
        _wait_until_ready(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


def _compare(first: int, second: int, path: str, connections: int) -> tuple[Figures, Figures]:
    found: dict[int, list[Figures]] = {first: [], second: []}
    for port in found:
        _load(port, path, connections, 1)
    for number in range(ROUNDS):
        for port in sorted(found, reverse=bool(number % 2)):  # neither is always the first
            found[port].append(_load(port, path, connections, SECONDS))
    return _medians(found[first]), _medians(found[second])


def _load(port: int, path: str, connections: int, seconds: float) -> Figures:
    arguments = [str(port), path, str(connections), str(seconds)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", *arguments], capture_output=True, check=True
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def _medians(figures: list[Figures]) -> Figures:
    return {name: median(one[name] for one in figures) for name in figures[0]}


def _row(what: str, pair: tuple[Figures, Figures], name: str, target: str = "") -> Row:
    unit = "/s" if name == "rate" else "ms"
    return Row(what, pair[0][name], pair[1][name], unit, target)
