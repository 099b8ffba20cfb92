"""The API over a short and over a long history."""

from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.history import lengthen
from benchmarks.load import Figures, Load
from benchmarks.processes import measure
from benchmarks.report import Part, Row
from benchmarks.serving import loaded, medians, serving

SHORT, LONG = 100, 10_000
ROUNDS, SECONDS, CONNECTIONS = 5, 3, 8
_HOW = (
    f"**api**: `uvicorn api.main:app`, one process, over {LONG:,} against over {SHORT:,} runs of"
    " the whole graph (all but the figures' events), the last one real and the others its copies."
    f" The client is a process of its own: {CONNECTIONS} connections for `/api/metrics`, one for"
    f" the others, {SECONDS} s; medians of {ROUNDS} rounds in turn after a second to warm up."
)


def run(bench: Bench) -> Part:
    """Measure."""
    short, long = _filled(bench, "api-short", SHORT), _filled(bench, "api-long", LONG)
    with serving(bench, short) as few, serving(bench, long) as many:
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


def _filled(bench: Bench, name: str, runs: int) -> Path:
    """Return a new data folder with so many runs."""
    print(f"  a history of {runs:,} runs", flush=True)
    data_dir = bench.copy(name)
    lengthen(data_dir / "dagster", runs - 2)
    measure(bench.materialize(data_dir))
    return data_dir


def _compare(first: int, second: int, path: str, connections: int) -> tuple[Figures, Figures]:
    found: dict[int, list[Figures]] = {first: [], second: []}
    for port in found:
        loaded(Load(port, path, connections, 1))
    for number in range(ROUNDS):
        for port in sorted(found, reverse=bool(number % 2)):  # neither is always the first
            found[port].append(loaded(Load(port, path, connections, SECONDS)))
    return medians(found[first]), medians(found[second])


def _row(what: str, pair: tuple[Figures, Figures], name: str, target: str = "") -> Row:
    unit = "/s" if name == "rate" else "ms"
    return Row(what, pair[0][name], pair[1][name], unit, target)
