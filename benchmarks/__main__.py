"""`make bench`: measure, print tables of ratios and scores, and write them to docs/benchmarks.md.

`python -m benchmarks graph tick` runs only the measurements that are named.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import api, before, graph, predictions, prune, thirty, tick
from benchmarks.bench import ROOT, Bench
from benchmarks.machine import describe_machine
from benchmarks.report import Part, table

PAGE = ROOT / "docs" / "benchmarks.md"
MEASUREMENTS: dict[str, Callable[[Bench], Part]] = {
    "graph": graph.run,
    "before": before.run,
    "tick": tick.run,
    "api": api.run,
    "predictions": predictions.run,
    "thirty": thirty.run,
    "prune": prune.run,
}
_HEAD = ("ours / compared with", "ours", "compared with", "ratio", "target")
_INTRO = """# Benchmarks

Written by `make bench`. All figures of one table come from one run, on one machine: compare the
ratios with those of another machine, not the seconds.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    start, machine = time.monotonic(), describe_machine()
    with TemporaryDirectory(prefix="churn-bench-") as folder:
        bench = Bench(Path(folder))
        size = _describe_source(bench)
        parts = [_run(name, bench) for name in names]
    took = f"The measurements took {(time.monotonic() - start) / 60:.0f} minutes."
    body = page(parts, [machine, size, took])
    print("\n" + body)
    if set(names) == set(MEASUREMENTS):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(f"{_INTRO}\n{body}")


def _run(name: str, bench: Bench) -> Part:
    print(f"{name} …", flush=True)
    return MEASUREMENTS[name](bench)


def _describe_source(bench: Bench) -> str:
    with bench.source.open("rb") as file:
        rows = sum(1 for _ in file) - 1
    kind = "the synthetic sample" if bench.is_sample else "the real table"
    return f"Source: {kind}, {rows:,} customers, {bench.source.stat().st_size:,} bytes."


def page(parts: Sequence[Part], facts: Sequence[str]) -> str:
    """Return facts, the table of all ratios, the parts' own tables, and how it was done."""
    rows = [row.cells for part in parts for row in part.rows]
    details = [detail for part in parts for detail in part.details]
    how = "\n".join(f"- {part.how}" for part in parts)
    ratios = [table(_HEAD, rows)] if rows else []
    return "\n\n".join([" ".join(facts), *ratios, *details, how]) + "\n"


if __name__ == "__main__":
    main()
