"""Where the measurements happen: a temporary folder, a source, commands of our own."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.processes import Command, measure

ROOT = Path(__file__).resolve().parent.parent
_REAL = ROOT.parent / "shared" / "data" / "telco_customer_churn.csv"
_WRITE_SAMPLE = (
    "import sys, pathlib; from churn_platform.sources.sample.telco import write_sample;"
    " write_sample(pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:]))"
)


@dataclass(frozen=True)
class Bench:
    """A temporary folder that holds every result of the measurements.

    `sizes` are those of the part of this name; () for its own.
    """

    folder: Path
    sizes: Sequence[int] = ()

    @cached_property
    def source(self) -> Path:
        """The real table where there is one, else the synthetic sample."""
        chosen = Path(os.environ.get("CHURN_REAL_CSV") or _REAL)
        if chosen.is_file():
            return chosen.resolve()
        sample = self.folder / "sample.csv"
        write_sample(sample)
        return sample

    @property
    def is_sample(self) -> bool:
        """Whether the synthetic sample stands in for the real table."""
        return self.source.parent == self.folder

    @cached_property
    def finished(self) -> Path:
        """A data folder after one run of the whole graph; copy it, do not change it."""
        folder = self.folder / "finished"
        measure(self.materialize(folder))
        return folder

    def copy(self, name: str) -> Path:
        """Return a copy of the finished data folder."""
        return Path(shutil.copytree(self.finished, self.folder / name))

    def python(self, data_dir: Path, *arguments: str) -> Command:
        """Return a command of this environment's Python over a data folder."""
        places = {"CHURN_DATA_DIR": str(data_dir), "CHURN_SOURCE": str(self.source)}
        return Command([sys.executable, *arguments], {**clean_environment(), **places}, str(ROOT))

    def materialize(self, data_dir: Path) -> Command:
        """Return the command that runs the whole graph once, as `make materialize` does."""
        command = ("-m", "churn_platform.commands", "materialize")
        return self.python(data_dir, "-W", "ignore", *command)


def write_sample(path: Path, *rows: int) -> None:
    """Write the synthetic table, of so many rows or of the default's size.

    In a process of its own: pandas here would add to the memory that children seem to use.
    """
    part = path.with_suffix(".part")
    arguments = [sys.executable, "-c", _WRITE_SAMPLE, str(part), *map(str, rows)]
    measure(Command(arguments, clean_environment(), str(ROOT)))
    part.rename(path)


def clean_environment() -> dict[str, str]:
    """Return the environment without our settings: the defaults are measured.

    Python keeps what it compiled, as in a person's shell; else each process would compile anew.
    """
    ours = ("CHURN_", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
