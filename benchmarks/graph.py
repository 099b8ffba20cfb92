"""The whole graph against a plain script, and a Prefect flow, that do the same work."""

from benchmarks.bench import ROOT, Bench
from benchmarks.plain import plain_python
from benchmarks.processes import Command, alternate, middle
from benchmarks.report import Part, Row
from benchmarks.steps import steps_of, steps_table

ROUNDS = 5
PREFECT = "3.9.1"
_HOW = (
    "**graph**: `make materialize` (all assets, checks, figures and history) in a fresh process"
    " over a history that exists, against `benchmarks/plain_script.py` in an environment of its own"
    f" with the same library versions; {ROUNDS} rounds in turn after one of each to warm up. CPU"
    " is user and system time, memory the largest resident set, both as the kernel counts them."
    " A step's seconds are its own log line's, of the last round."
)
_HOW_PREFECT = (
    "**prefect**: `make materialize` as in **graph**, against `benchmarks/prefect_flow.py`, whose"
    f" tasks are the steps of the plain script, with Prefect {PREFECT} as it comes: its own"
    " short-lived API over SQLite, in an environment of its own with the same library versions,"
    f" telemetry off; {ROUNDS} rounds in turn after one of each to warm up."
)


def run(bench: Bench) -> Part:
    """Measure against the plain script."""
    data_dir = bench.copy("graph")
    script = [plain_python(), str(ROOT / "benchmarks" / "plain_script.py")]
    plain = _over_the_source(bench, script, "plain")
    mine, theirs = alternate(bench.materialize(data_dir), plain, ROUNDS)
    name = "graph / plain script"
    wall, cpu = (middle(mine, "wall"), middle(theirs, "wall")), middle(theirs, "cpu")
    memory = middle(mine, "memory"), middle(theirs, "memory")
    rows = [
        Row(f"{name}, wall, median", *wall, target="at most 1.25"),
        Row(f"{name}, wall, least", min(c.wall for c in mine), min(c.wall for c in theirs)),
        Row(f"{name}, CPU, median", middle(mine, "cpu"), cpu),
        Row(f"{name}, peak memory, median", *memory, "MiB", "below 350 MiB"),
    ]
    return Part(rows, _HOW, [steps_table({"graph": (mine[-1].wall, steps_of(data_dir))})])


def run_prefect(bench: Bench) -> Part:
    """Measure against the Prefect flow."""
    folder = bench.folder / "prefect"
    script = [plain_python("prefect", [f"prefect=={PREFECT}"]), "-m", "benchmarks.prefect_flow"]
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    flow = _over_the_source(bench, script, "flow", {**quiet, "PREFECT_HOME": str(folder)})
    mine, theirs = alternate(bench.materialize(bench.copy("prefect-ours")), flow, ROUNDS)
    walls = middle(mine, "wall"), middle(theirs, "wall")
    return Part([Row("graph / Prefect flow, wall, median", *walls, target="below 1")], _HOW_PREFECT)


def _over_the_source(
    bench: Bench, script: list[str], name: str, more: dict[str, str] | None = None
) -> Command:
    arguments = [*script, str(bench.source), str(bench.folder / name)]
    return Command(arguments, bench.python(bench.folder).environment | (more or {}), str(ROOT))
