"""The results of each part in a file of its own, so that a part can be measured again alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.report import Part, Row, page

INTRO = """# Benchmarks

Written by `make bench` from `docs/benchmarks/`, which has the results of each part. Each figure and
what it is compared with come from one run, on one machine: compare the ratios with those of another
machine, not the seconds.
"""


@dataclass(frozen=True)
class Result:
    """A part, with the machine, the source and the moment that it was measured at."""

    name: str
    part: Part
    machine: str
    source: str
    moment: str
    minutes: float


def keep(folder: Path, result: Result) -> None:
    """Write a result in the place of an earlier one of this part."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(result), indent=1, ensure_ascii=False)
    (folder / f"{result.name}.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path, names: Iterable[str]) -> list[Result]:
    """Return the results that are there, in the order of the names."""
    paths = [folder / f"{name}.json" for name in names]
    return [_read(path) for path in paths if path.is_file()]


def render(results: Sequence[Result]) -> str:
    """Return the page of all results."""
    machines = list(dict.fromkeys(f"{each.machine} {each.source}" for each in results))
    facts = [_of_which(machine, results, alone=len(machines) == 1) for machine in machines]
    parts = [_dated(each) for each in results]
    return f"{INTRO}\n{page(parts, facts)}"


def _of_which(machine: str, results: Sequence[Result], *, alone: bool) -> str:
    names = [each.name for each in results if f"{each.machine} {each.source}" == machine]
    return machine if alone else f"{', '.join(names)}: {machine}"


def _dated(result: Result) -> Part:
    took = (
        f"{result.moment}; {result.minutes:.0f} minutes" if result.minutes >= 1 else result.moment
    )
    return Part(result.part.rows, f"{result.part.how} ({took}.)", result.part.details)


def _read(path: Path) -> Result:
    found = json.loads(path.read_text(encoding="utf-8"))
    part = found.pop("part")
    rows = [Row(**row) for row in part["rows"]]
    return Result(part=Part(rows, part["how"], part["details"]), **found)
