"""The whole graph against a Prefect flow that does the plain script's work."""

from benchmarks.bench import ROOT, Bench
from benchmarks.plain import plain_python
from benchmarks.processes import Command, alternate, measure, middle
from benchmarks.report import Part, Row

ROUNDS = 5
VERSION = "3.9.1"
_HOW = (
    f"**prefect**: `make materialize` in a fresh process over a history that exists, against"
    f" `benchmarks/prefect_flow.py`, whose tasks are the steps of the plain script, with Prefect"
    f" {VERSION} as it comes: its own short-lived API over SQLite, in an environment of its own"
    f" with the same library versions, telemetry off; {ROUNDS} rounds in turn after one of each to"
    " warm up. CPU and memory are those of the process and the children that it waited for."
)


def run(bench: Bench) -> Part:
    """Measure."""
    ours, theirs = bench.materialize(bench.copy("prefect-ours")), _flow(bench)
    measure(ours)
    measure(theirs)
    mine, flow = alternate(ours, theirs, ROUNDS)
    name = "graph / Prefect flow"
    rows = [
        Row(f"{name}, wall, median", middle(mine, "wall"), middle(flow, "wall"), target="below 1"),
        Row(f"{name}, wall, least", min(c.wall for c in mine), min(c.wall for c in flow)),
        Row(f"{name}, CPU, median", middle(mine, "cpu"), middle(flow, "cpu")),
        Row(f"{name}, peak memory, median", middle(mine, "memory"), middle(flow, "memory"), "MiB"),
    ]
    return Part(rows, _HOW)


def _flow(bench: Bench) -> Command:
    python = plain_python("prefect", [f"prefect=={VERSION}"])
    folder = bench.folder / "prefect"
    environment = {
        **bench.python(bench.folder).environment,
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    arguments = [python, "-m", "benchmarks.prefect_flow", str(bench.source), str(folder / "out")]
    return Command(arguments, environment, str(ROOT))
