"""The whole graph against the first one, before contracts and scores, on the same table."""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from benchmarks.bench import ROOT, Bench
from benchmarks.processes import alternate, measure, middle
from benchmarks.report import Part, Row

ROUNDS = 5
# the last commit that knew one table only
REVISION = "525506a"
_HOW = (
    f"**before**: `make materialize` against the same command of revision {REVISION}, before"
    " contracts and scores, on the same table, in the same environment, each over a history that"
    f" exists; {ROUNDS} rounds in turn after one of each to warm up. That graph knew the default"
    " table only, and fitted and measured the two models once."
)


def run(bench: Bench) -> Part:
    """Measure; without that revision in reach, say so."""
    earlier = bench.folder / "earlier"
    if problem := _unpack(earlier):
        return Part([], f"**before**: not measured, {problem}.")
    now, before = bench.folder / "now", bench.folder / "before"
    ours, theirs = bench.materialize(now), bench.materialize(before, root=earlier)
    measure(ours)
    measure(theirs)
    mine, old = alternate(ours, theirs, ROUNDS)
    name = "graph / first graph"
    rows = [
        Row(
            f"{name}, wall, median", middle(mine, "wall"), middle(old, "wall"), target="at most 1.5"
        ),
        Row(f"{name}, wall, least", min(c.wall for c in mine), min(c.wall for c in old)),
        Row(f"{name}, CPU, median", middle(mine, "cpu"), middle(old, "cpu")),
        Row(f"{name}, peak memory, median", middle(mine, "memory"), middle(old, "memory"), "MiB"),
    ]
    return Part(rows, _HOW)


def _unpack(folder: Path) -> str:
    """Fill the folder with the revision's files; return what is in the way, if anything."""
    folder.mkdir()
    try:
        archive = subprocess.run(
            ["git", "archive", REVISION], cwd=ROOT, capture_output=True, check=True
        )
    except FileNotFoundError:
        return "git is not there"
    except subprocess.CalledProcessError:
        return f"revision {REVISION} is not in this clone"
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return ""
