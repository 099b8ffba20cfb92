"""Tables of ten thousand to ten million customers: seconds and memory, step by step."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import ROOT, Bench, clean_environment
from benchmarks.plain import CACHE, plain_python
from benchmarks.processes import Command, measure
from benchmarks.report import Part, Row
from benchmarks.stages import Stage, stages, stages_table
from benchmarks.watch import Watched, watch
from churn_platform.catalog import stable_file
from churn_platform.config.settings import DEFAULT_CONTRACT

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_OURS_SECONDS, _PLAIN_SECONDS = 7_200, 900
_LIMITS = {
    "CHURN_SOURCE_MAX_BYTES": "20000000000",
    "CHURN_SOURCE_MAX_ROWS": "20000000",
    "CHURN_MAX_RUN_SECONDS": str(_OURS_SECONDS),
}
"""What the environment may say otherwise, as any other setting."""
_WRITE = (
    "import sys, pathlib; from churn_platform.sources.sample.telco import write_sample;"
    " write_sample(pathlib.Path(sys.argv[1]), int(sys.argv[2]))"
)
_HOW = (
    "**sizes**: `make materialize` in a fresh process over an empty history and a synthetic table"
    f" of so many rows, at most {_OURS_SECONDS / 3600:.0f} h; a step's seconds are its log line's,"
    " its memory the most that was seen of the process and its children, ten times a second; peak"
    " memory is the kernel's, of the process (VmHWM). Against reading by pandas, splitting and"
    " scikit-learn's GradientBoostingClassifier in the plain script's environment, where that is"
    f" done within {_PLAIN_SECONDS / 60:.0f} minutes. The floor: the same file read by pyarrow, and"
    " one pass over the clean table, both the second time."
)


@dataclass(frozen=True)
class _Size:
    rows: int
    ours: Watched
    plain: Watched
    steps: list[Stage]
    floor: dict[str, float]


def run(bench: Bench) -> Part:
    """Measure; a size that cannot be done says why and stops none of the others."""
    found = [_measured(bench, rows) for rows in bench.sizes or SIZES]
    done = [size for size in found if size.steps]
    steps = {size.rows: size.steps for size in done}
    walls = {size.rows: size.ours.wall for size in done}
    notes = [f"{size.rows:,} rows: {size.ours.trouble}." for size in found if size.ours.trouble]
    details = [stages_table(steps, walls)] if done else []
    return Part([row for size in done for row in _rows(size)], _HOW, [*details, *notes])


def _measured(bench: Bench, rows: int) -> _Size:
    print(f"  {rows:,} rows", flush=True)
    source, data_dir = large_table(rows), bench.folder / f"sizes-{rows}"
    ours = watch(materialized(source, data_dir, {}), _OURS_SECONDS)
    if ours.trouble:
        print(f"  {ours.trouble}", flush=True)
        return _Size(rows, ours, ours, [], {})
    lines = (data_dir / "logs/pipeline.log").read_text().splitlines()
    script = [plain_python(), "-m", "benchmarks.plain_train", str(source), str(data_dir / "plain")]
    plain = watch(Command(script, clean_environment(), str(ROOT)), _PLAIN_SECONDS)
    clean = data_dir / stable_file("clean_customers", DEFAULT_CONTRACT)
    floor = measure(bench.python(data_dir, "-m", "benchmarks.floor", str(source), str(clean)))
    return _Size(rows, ours, plain, stages(lines, ours.samples), json.loads(floor.stdout))


def large_table(rows: int) -> Path:
    """Return a table of so many customers; made once, and kept."""
    path = CACHE / "tables" / f"telco-{rows}.csv"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        code = [sys.executable, "-c", _WRITE, str(part), str(rows)]
        measure(Command(code, clean_environment(), str(ROOT)))
        part.rename(path)
    return path


def materialized(source: Path, data_dir: Path, settings: dict[str, str]) -> Command:
    """Return the command that runs the whole graph over a table and an empty history."""
    places = {"CHURN_DATA_DIR": str(data_dir), "CHURN_SOURCE": str(source)}
    arguments = [sys.executable, "-W", "ignore", "-m", "churn_platform.commands", "materialize"]
    return Command(arguments, {**_LIMITS, **os.environ, **places, **settings}, str(ROOT))


def _rows(size: _Size) -> Iterator[Row]:
    name, ours, plain = f"{size.rows:,} rows, graph", size.ours, size.plain
    done = not plain.trouble
    yield Row(f"{name} / plain boosting, wall", ours.wall, plain.wall if done else None)
    yield Row(f"{name} / plain boosting, peak", ours.peak, plain.peak if done else None, "MiB")
    read = sum(step.seconds for step in size.steps[:2])
    yield Row(f"{size.rows:,} rows, read and cleaned / CSV by pyarrow", read, size.floor["csv"])
    yield Row(f"{name} / one pass over the clean table", ours.wall, size.floor["pass"])
    yield Row(f"{name}, rows per second", size.rows / ours.wall, unit="/s")
