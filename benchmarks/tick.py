"""A scheduled run that finds nothing new against a run of one empty asset."""

import json
from collections.abc import Sequence
from statistics import median

from benchmarks.bench import Bench
from benchmarks.processes import Cost, alternate, middle
from benchmarks.report import Part, Row

ROUNDS = 7
_HOW = (
    "**tick**: the run that the schedule launches when nothing has changed (its job, tags and"
    " history; executed in process), against a job of one empty asset on the same history; each a"
    f" fresh process from start to exit, {ROUNDS} rounds in turn. To load is to import, to"
    " build the definitions and to open the history; to run is Dagster's work with the steps in it."
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
        Row(f"{name}, of it to load", _fact(mine, "load"), _fact(theirs, "load")),
        Row(f"{name}, of it to run", _fact(mine, "run"), _fact(theirs, "run")),
        Row("unchanged tick, sum of its steps", _fact(mine, "steps"), target="below 1 s"),
    ]
    return Part(rows, _HOW)


def _fact(costs: Sequence[Cost], name: str) -> float:
    return median(float(json.loads(cost.stdout.splitlines()[-1])[name]) for cost in costs)
