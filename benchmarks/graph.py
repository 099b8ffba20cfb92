"""The whole graph against a plain script that does the same work."""

from benchmarks.bench import ROOT, Bench, clean_environment
from benchmarks.plain import plain_python
from benchmarks.processes import Command, alternate, middle
from benchmarks.report import Part, Row
from benchmarks.steps import steps_of, steps_table

ROUNDS = 5
_HOW = (
    "**graph**: `make materialize` (all assets, checks, figures and history) in a fresh process"
    " over a history that exists, against `benchmarks/plain_script.py` in an environment of its own"
    f" with the same library versions; {ROUNDS} rounds in turn after one of each to warm up. CPU"
    " is user and system time, memory the largest resident set, both as the kernel counts them."
    " A step's seconds are its own log line's, of the last round."
)


def run(bench: Bench) -> Part:
    """Measure."""
    data_dir = bench.copy("graph")
    script = [plain_python(), str(ROOT / "benchmarks" / "plain_script.py"), str(bench.source)]
    plain = Command([*script, str(bench.folder / "plain")], clean_environment(), str(ROOT))
    mine, theirs = alternate(bench.materialize(data_dir), plain, ROUNDS)
    name = "graph / plain script"
    wall, cpu = (middle(mine, "wall"), middle(theirs, "wall")), middle(theirs, "cpu")
    memory = middle(mine, "memory"), middle(theirs, "memory")
    rows = [
        Row(f"{name}, wall, median", *wall, target="at most 1.25"),
        Row(f"{name}, wall, least", min(c.wall for c in mine), min(c.wall for c in theirs)),
        Row(f"{name}, CPU, median", middle(mine, "cpu"), cpu),
        Row(f"{name}, peak memory, median", *memory, "MiB", "below 350 MiB"),
    ]
    return Part(rows, _HOW, [steps_table({"graph": (mine[-1].wall, steps_of(data_dir))})])
