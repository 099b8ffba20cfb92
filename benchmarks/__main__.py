"""`make bench`: measure, and write tables of ratios and scores to docs/benchmarks.md.

`python -m benchmarks graph tick` measures only those that are named; the others' results stay.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import api, graph, predictions, sizes, thirty, tick
from benchmarks.bench import ROOT, Bench
from benchmarks.report import Part, page
from benchmarks.results import Result, describe_machine, describe_moment, keep, load, render

PAGE, RESULTS = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks"
MEASUREMENTS: dict[str, Callable[[Bench], Part]] = {
    "graph": graph.run,
    "tick": tick.run,
    "api": api.run,
    "predictions": predictions.run,
    "sizes": sizes.run,
    "thirty": thirty.run,
}


def main() -> None:
    options = _options()
    failed = []
    with TemporaryDirectory(prefix="churn-bench-") as folder:
        bench = Bench(Path(folder), options.sizes)
        source = _describe_source(bench)
        for name in options.names or MEASUREMENTS:
            try:
                result = _run(name, bench, source)
            except SystemExit as error:  # the others are worth their time all the same
                failed.append(f"{name}: {error}")
                continue
            print("\n" + page([result.part], [result.moment]), flush=True)
            if not options.try_only:
                keep(RESULTS, result)
                PAGE.write_text(render(load(RESULTS, MEASUREMENTS)), encoding="utf-8")
    if failed:
        raise SystemExit("\n".join(["Not measured:", *failed]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument(
        "--sizes", type=numbers, metavar="ROWS,...", default=(), help="of the part sizes: how large"
    )
    parser.add_argument("--try-only", action="store_true", help="print, and write nothing")
    options = parser.parse_args()
    if unknown := set(options.names) - set(MEASUREMENTS):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    return options


def numbers(text: str) -> Sequence[int]:
    """Return the whole numbers of a list by comma, such as 10_000,100_000."""
    return tuple(int(each) for each in text.split(","))


def _run(name: str, bench: Bench, source: str) -> Result:
    print(f"{name} …", flush=True)
    moment, start = describe_moment(), time.monotonic()
    part = MEASUREMENTS[name](bench)
    minutes = round((time.monotonic() - start) / 60, 1)
    return Result(name, part, describe_machine(), source, moment, minutes)


def _describe_source(bench: Bench) -> str:
    with bench.source.open("rb") as file:
        rows = sum(1 for _ in file) - 1
    kind = "the synthetic sample" if bench.is_sample else "the real table"
    return f"Source: {kind}, {rows:,} customers, {bench.source.stat().st_size:,} bytes."


if __name__ == "__main__":
    main()
