"""Makes many files from one seed, lets the graph judge each, and prints a table of counts."""

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, gettempdir

import pandas as pd
import pytest

from churn_platform.sources.sample.telco import write_sample
from churn_platform_tests.mutations.cells import CELLS
from churn_platform_tests.mutations.containers import WRITERS, plain
from churn_platform_tests.mutations.damage import DAMAGES
from churn_platform_tests.mutations.disguises import disguise
from churn_platform_tests.mutations.judge import SECONDS, judge
from churn_platform_tests.mutations.shapes import judge_drafts
from churn_platform_tests.platform import Platform, instance_in

_ROWS = 300


def make(table: pd.DataFrame, rng: Random) -> tuple[str, bytes]:
    """Return a mutated file and what was done: to cells, by the way of writing, to bytes."""
    done: list[str] = []
    for name in rng.sample(list(CELLS), rng.choice((0, 1, 1, 2))):
        if len(table) > 5 and set(table.columns) >= {"Churn", "SeniorCitizen"}:
            table = CELLS[name](table, rng)
            done.append(name)
    writer = rng.choice(list(WRITERS)) if rng.random() < 0.6 else plain.__name__
    content = WRITERS[writer](table, rng)
    untouched = writer == plain.__name__ and not done
    if (untouched or rng.random() < 0.35) and content:
        damage = rng.choice(list(DAMAGES))
        content = DAMAGES[damage](content, rng)
        done.append(damage)
    return " + ".join([writer, *done]), content


@dataclass
class Tally:
    """What became of the files; `problems` says with which something went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    longest: float = 0.0

    def tell(self, problem: str) -> None:
        """Remember what went wrong, and print it at once: a later run may not show it again."""
        self.problems.append(problem)
        print(problem, file=sys.stderr, flush=True)


def keep(content: bytes, name: str) -> Path:
    """Keep a file with which something went wrong, and return its path."""
    path = Path(gettempdir()) / f"churn-fuzz-{name}"
    path.write_bytes(content)
    return path


def run(platform: Platform, numbers: Iterable[int], seed: int) -> Tally:
    """Judge the files of these numbers, each made from seed and number alone."""
    table = pd.read_csv(platform.source, dtype=str, keep_default_na=False)
    tally = Tally()
    for number in numbers:
        what, content = make(table, Random(f"{seed}-{number}"))
        start = time.process_time()  # of this process alone, however busy the machine is
        try:
            outcome = judge(platform, content)
        except Exception as error:  # whatever it is, it is what we look for
            outcome = "BROKEN"
            kept = keep(content, f"{seed}-{number}")
            tally.tell(f"file {number} of seed {seed} ({what}; kept as {kept}): {error!r}")
        seconds = time.process_time() - start
        tally.counts[outcome] += 1
        tally.longest = max(tally.longest, seconds)
        if seconds > SECONDS:
            tally.tell(f"file {number} of seed {seed} ({what}): took {seconds:.1f} s")
        if number % 100 == 99:
            print(f"{number + 1} files: {dict(tally.counts)}", file=sys.stderr, flush=True)
    return tally


def main() -> int:
    """Judge the files in a folder of their own; 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory(prefix="churn-fuzz-") as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        write_sample(folder / "source.csv", rows=_ROWS, seed=7)
        with instance_in(folder / "history") as instance:
            platform = Platform(patch, folder, instance)
            numbers = range(options.first, options.first + options.files)
            tally = run(platform, numbers, options.seed)
            drafted = judge_drafts(numbers, options.seed, tally.tell)
            written = disguise(folder, numbers[: options.files // 10])
            tally.counts.update(written.counts)
            for problem in written.problems:
                tally.tell(problem)
    for outcome, count in sorted(tally.counts.items()):
        print(f"{outcome:22}{count:>6,}")
    print(f"{'all':22}{tally.counts.total():>6,}   longest {tally.longest:.1f} s")
    print(f"{'shapes drafted':22}{drafted:>6,}")
    return 1 if tally.problems else 0


if __name__ == "__main__":
    sys.exit(main())
