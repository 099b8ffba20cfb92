"""The whole graph against a plain script that does the same work."""

from benchmarks.bench import ROOT, Bench
from benchmarks.plain import plain_python
from benchmarks.processes import Command, alternate, measure, middle
from benchmarks.profiles import profile
from benchmarks.report import Part, Row

ROUNDS = 5
_HOW = (
    "**graph**: `make materialize` (all assets, checks, figures and history) in a fresh process"
    " over a history that exists, against `benchmarks/plain_script.py` in an environment of its own"
    f" with the same library versions; {ROUNDS} rounds in turn after one of each to warm up. CPU"
    " is user and system time, memory the largest resident set, both as the kernel counts them."
    " Where the time goes is from the quickest of three more runs, with `-X importtime`, which"
    " adds some tenths; an asset's seconds are its own log line's, and where one step makes several"
    " they are the step's."
)


def run(bench: Bench) -> Part:
    """Measure."""
    data_dir = bench.copy("graph")
    ours, plain = bench.materialize(data_dir), _plain(bench)
    measure(ours)
    measure(plain)
    mine, theirs = alternate(ours, plain, ROUNDS)
    rows = [
        Row(
            "graph / plain script, wall, median",
            middle(mine, "wall"),
            middle(theirs, "wall"),
            target="at most 1.25",
        ),
        Row(
            "graph / plain script, wall, least",
            min(cost.wall for cost in mine),
            min(cost.wall for cost in theirs),
        ),
        Row("graph / plain script, CPU, median", middle(mine, "cpu"), middle(theirs, "cpu")),
        Row(
            "graph / plain script, peak memory, median",
            middle(mine, "memory"),
            middle(theirs, "memory"),
            "MiB",
            "below 350 MiB",
        ),
    ]
    return Part(rows, _HOW, [profile(bench, data_dir)])


def _plain(bench: Bench) -> Command:
    script = ROOT / "benchmarks" / "plain_script.py"
    arguments = [plain_python(), str(script), str(bench.source), str(bench.folder / "plain")]
    return Command(arguments, bench.python(bench.folder).environment, str(ROOT))
