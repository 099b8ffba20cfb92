"""A scheduled run that finds nothing new against a run of one empty asset."""

from benchmarks.bench import Bench
from benchmarks.processes import alternate, middle
from benchmarks.report import Part, Row

ROUNDS = 7
_HOW = (
    "**tick**: the run that the schedule launches when nothing has changed (its job, tags and"
    " history; executed in process), against a job of one empty asset on the same history; each a"
    f" fresh process from start to exit, {ROUNDS} rounds in turn."
)


def run(bench: Bench) -> Part:
    """Measure."""
    data_dir = bench.copy("tick")
    tick, empty = (
        bench.python(data_dir, "-W", "ignore", "-m", "benchmarks.one_run", kind)
        for kind in ("tick", "empty")
    )
    mine, theirs = alternate(tick, empty, ROUNDS)
    name, wall = "unchanged tick / empty asset", (middle(mine, "wall"), middle(theirs, "wall"))
    rows = [
        Row(f"{name}, wall, median", *wall, target="at most 1.3"),
        Row(f"{name}, CPU, median", middle(mine, "cpu"), middle(theirs, "cpu")),
    ]
    return Part(rows, _HOW)
