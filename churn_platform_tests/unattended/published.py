"""Kills at each step of a file's publication, over a platform that was whole before."""

import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from api.main import create_app
from churn_platform.sources.sample.telco import write_sample
from churn_platform_tests.api.world import TOKEN, TOKEN_SHA256, serving
from churn_platform_tests.commands.processes import environment, settings_of
from churn_platform_tests.unattended.tick import tick
from churn_platform_tests.unattended.whole import broken_answers, broken_files

FILE = "gradient_boosting.joblib"
"""The second model: a kill at its first step falls between the models."""
_VICTIM = "churn_platform_tests.unattended.victim"
_NEW_TABLE = 8
"""Seed of a table whose models pass the gates; some tables of 300 rows give a refused candidate."""


@dataclass(frozen=True)
class Outcome:
    """What was seen after a kill and after the next tick; each list is empty if all is well."""

    point: str
    killed: bool
    after_kill: list[str]
    after_tick: list[str]

    @property
    def good(self) -> bool:
        """Whether the platform came through."""
        return self.killed and not (self.after_kill or self.after_tick)


def begin(folder: Path) -> None:
    """Make a whole platform in the folder: a source, and everything materialized from it once."""
    write_sample(folder / "source.csv", rows=300, seed=7)
    with _settings_of(folder):
        assert tick() == 0


def kill_at(point: str, start: Path, folder: Path) -> Outcome:
    """Kill a run over a new table at this point, look, let the next tick run, and look again.

    Args:
        point: one of `victim.POINTS`.
        start: folder as `begin` fills it.
        folder: where its copy goes.
    """
    shutil.copytree(start, folder)
    write_sample(folder / "source.csv", rows=300, seed=_NEW_TABLE)
    victim = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", _VICTIM, point, FILE],
        env=environment(folder / "data", folder / "source.csv"),
        capture_output=True,
        timeout=300,
    )
    with _settings_of(folder):
        after_kill = _broken(folder, complete=False)
        after_tick = [] if tick() == 0 else ["the next tick failed"]
        after_tick += _broken(folder, complete=True)
    return Outcome(point, victim.returncode == -9, after_kill, after_tick)


def _settings_of(folder: Path) -> AbstractContextManager[None]:
    return settings_of(folder / "data", folder / "source.csv", CHURN_API_TOKEN_SHA256=TOKEN_SHA256)


def _broken(folder: Path, *, complete: bool) -> list[str]:
    found = broken_files(folder / "data")
    with serving(create_app()) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        found += broken_answers(client.get)
        if complete and not client.get("/api/artifacts").json()["complete"]:
            found.append("the set is not complete")
    return found
