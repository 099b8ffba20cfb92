"""Tables of ten thousand to ten million customers: seconds and memory, step by step."""

import os

from benchmarks.bench import ROOT, Bench, clean_environment, write_sample
from benchmarks.plain import CACHE, plain_python
from benchmarks.processes import Command, Cost, measure
from benchmarks.report import Part, Row
from benchmarks.steps import Seconds, steps_of, steps_table

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_OURS_SECONDS, _PLAIN_SECONDS = 7_200, 900
_LIMITS = {
    "CHURN_SOURCE_MAX_BYTES": "20000000000",
    "CHURN_SOURCE_MAX_ROWS": "20000000",
    "CHURN_MAX_RUN_SECONDS": str(_OURS_SECONDS),
}
"""What the environment may say otherwise, as any other setting."""
_HOW = (
    "**sizes**: `make materialize` in a fresh process over an empty history and a synthetic table"
    f" of so many rows, at most {_OURS_SECONDS / 3600:.0f} h; a step's seconds are its log line's,"
    " peak memory is the kernel's. Against reading by pandas, splitting and scikit-learn's"
    " GradientBoostingClassifier in the plain script's environment, where that is done within"
    f" {_PLAIN_SECONDS / 60:.0f} minutes."
)


def run(bench: Bench) -> Part:
    """Measure; a size that cannot be done says why and stops none of the others."""
    found: list[Row] = []
    columns, notes = {}, []
    for size in bench.sizes or SIZES:
        name = f"{size:,} rows"
        print(f"  {name}", flush=True)
        try:
            ours, plain, steps = _measured(bench, size)
        except SystemExit as error:
            notes.append(f"{name}: {str(error).splitlines()[-1]}.")
            continue
        columns[name] = (ours.wall, steps)
        wall, memory = (plain.wall, plain.memory) if plain else (None, None)
        found += [
            Row(f"{name}, graph / plain boosting, wall", ours.wall, wall),
            Row(f"{name}, graph / plain boosting, peak", ours.memory, memory, "MiB"),
            Row(f"{name}, graph, rows per second", size / ours.wall, unit="/s"),
        ]
    return Part(found, _HOW, [*([steps_table(columns)] if columns else []), *notes])


def _measured(bench: Bench, rows: int) -> tuple[Cost, Cost | None, Seconds]:
    source, data_dir = CACHE / "tables" / f"telco-{rows}.csv", bench.folder / f"sizes-{rows}"
    if not source.is_file():
        source.parent.mkdir(parents=True, exist_ok=True)
        write_sample(source, rows)
    places = {"CHURN_SOURCE": str(source), "CHURN_DATA_DIR": str(data_dir)}
    arguments = bench.materialize(data_dir).arguments
    environment = {**_LIMITS, **os.environ, **places}
    ours = measure(Command(arguments, environment, str(ROOT)), _OURS_SECONDS)
    script = [plain_python(), "-m", "benchmarks.plain_script", str(source)]
    script += [str(data_dir / "plain"), "gradient_boosting"]
    try:
        plain = measure(Command(script, clean_environment(), str(ROOT)), _PLAIN_SECONDS)
    except SystemExit as error:
        print(f"  plain boosting: {error}", flush=True)
        plain = None
    return ours, plain, steps_of(data_dir)
