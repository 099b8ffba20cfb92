"""The results of each part in a file of its own, so that a part can be measured again alone."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.report import Part, Row, page

INTRO = """# Benchmarks

Written by `make bench` from `docs/benchmarks/`, which has the results of each part, also of parts
that are no longer measured. Each figure and what it is compared with come from one run, on one
machine: compare the ratios with those of another machine, not the seconds.
"""
_LIBRARIES = ("dagster", "pandas", "scikit-learn", "pyarrow", "matplotlib", "fastapi", "uvicorn")


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
    """Return the results that are there, in the order of the names, and then the others."""
    order = {name: place for place, name in enumerate(names)}
    found = [_read(path) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda each: order.get(each.name, len(order)))


def render(results: Sequence[Result]) -> str:
    """Return the page of all results."""
    of: dict[str, list[str]] = {}
    for each in results:
        of.setdefault(f"{each.machine} {each.source}", []).append(each.name)
    facts = [f"{', '.join(of[one])}: {one}" for one in of] if len(of) > 1 else list(of)
    return f"{INTRO}\n{page([_dated(each) for each in results], facts)}"


def describe_machine() -> str:
    """Return a sentence: cores, memory, Python and library versions."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {gigabytes:.0f} GiB"
        f" memory; Python {platform.python_version()}, {libraries}."
    )


def describe_moment() -> str:
    """Return the time, and how busy the machine was."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load average {os.getloadavg()[0]:.1f}"


def _dated(result: Result) -> Part:
    took = f"; {result.minutes:.0f} minutes" if result.minutes >= 1 else ""
    how = f"{result.part.how} ({result.moment}{took}.)"
    return Part(result.part.rows, how, result.part.details)


def _read(path: Path) -> Result:
    found = json.loads(path.read_text(encoding="utf-8"))
    part = found.pop("part")
    rows = [Row(**row) for row in part["rows"]]
    return Result(part=Part(rows, part["how"], part["details"]), **found)
