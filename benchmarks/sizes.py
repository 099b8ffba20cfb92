"""Tables of ten thousand to ten million customers: seconds and memory, step by step."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench import ROOT, Bench, clean_environment, write_sample
from benchmarks.plain import CACHE, plain_python
from benchmarks.processes import Command, Cost, measure
from benchmarks.report import Part, Row
from benchmarks.steps import Seconds, steps_of, steps_table

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
RIVALS = {
    "pandas": ("pandas and scikit-learn", ("plain",)),
    "polars": ("Polars and LightGBM", ("polars", "polars>=1.30", "lightgbm>=4.6")),
    "duckdb": ("DuckDB and XGBoost", ("duckdb", "duckdb>=1.3", "xgboost-cpu>=3.0")),
}
"""By kind of `benchmarks.rivals`: in words, and the environment with what is in it."""
_OURS_SECONDS, _THEIRS_SECONDS = 7_200, 900
_LIMITS = {
    "CHURN_SOURCE_MAX_BYTES": "20000000000",
    "CHURN_SOURCE_MAX_ROWS": "40000000",
    "CHURN_MAX_RUN_SECONDS": str(_OURS_SECONDS),
}
"""What the environment may say otherwise, as any other setting."""
_HOW = (
    "**sizes**: `make materialize` in a fresh process over an empty history and a synthetic table"
    f" of so many rows, at most {_OURS_SECONDS / 3600:.0f} h; a step's seconds are its log line's,"
    " peak memory is the kernel's. Against `benchmarks/rivals.py`, what one would otherwise write,"
    " in environments of their own: statistics, two models on all training rows, metrics, and"
    " scores with three reasons, by TreeSHAP but for pandas, where the linear model explains;"
    f" each given {_THEIRS_SECONDS / 60:.0f} minutes. A pass is by Arrow, over the CSV and over the"
    " clean table."
)


def run(bench: Bench) -> Part:
    """Measure; a size that cannot be done says why and stops none of the others."""
    found: list[Row] = []
    columns, notes = {}, []
    for size in bench.sizes or SIZES:
        name = f"{size:,} rows"
        print(f"  {name}", flush=True)
        data_dir = bench.folder / f"sizes-{size}"
        try:
            ours = _ours(bench, size, data_dir)
        except SystemExit as error:
            notes.append(f"{name}: {str(error).splitlines()[-1]}.")
            continue
        columns[name] = (ours.wall, steps_of(data_dir))
        found.append(Row(f"{name}, graph, rows per second", size / ours.wall, unit="/s"))
        for kind, (words, environment) in RIVALS.items():
            theirs = _theirs(kind, environment, size, data_dir)
            wall, memory = (theirs.wall, theirs.memory) if theirs else (None, None)
            found += [
                Row(f"{name}, graph / {words}, wall", ours.wall, wall, target="below 1"),
                Row(f"{name}, graph / {words}, peak", ours.memory, memory, "MiB"),
            ]
        for kind, seconds in _floor(size, data_dir).items():
            found.append(Row(f"{name}, graph / one pass over {kind}", ours.wall, seconds))
    return Part(found, _HOW, [*([steps_table(columns)] if columns else []), *notes])


def _source(rows: int) -> Path:
    source = CACHE / "tables" / f"telco-{rows}.csv"
    if not source.is_file():
        source.parent.mkdir(parents=True, exist_ok=True)
        write_sample(source, rows)
    return source


def _ours(bench: Bench, rows: int, data_dir: Path) -> Cost:
    places = {"CHURN_SOURCE": str(_source(rows)), "CHURN_DATA_DIR": str(data_dir)}
    arguments = bench.materialize(data_dir).arguments
    return measure(
        Command(arguments, {**_LIMITS, **os.environ, **places}, str(ROOT)), _OURS_SECONDS
    )


def _theirs(kind: str, environment: Sequence[str], rows: int, data_dir: Path) -> Cost | None:
    script = [plain_python(*environment), "-m", "benchmarks.rivals", kind, str(_source(rows))]
    command = Command([*script, str(data_dir / kind)], clean_environment(), str(ROOT))
    try:
        return measure(command, _THEIRS_SECONDS)
    except SystemExit as error:
        print(f"  {kind}: {error}", flush=True)
        return None


def _floor(rows: int, data_dir: Path) -> Seconds:
    clean = data_dir / "processed" / "telco_churn_clean.parquet"
    script = [sys.executable, "-m", "benchmarks.floor", str(_source(rows)), str(clean)]
    seconds: Seconds = json.loads(measure(Command(script, clean_environment(), str(ROOT))).stdout)
    return seconds
