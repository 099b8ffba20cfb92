"""`make rollback`, as a process."""

import subprocess
from typing import Any

import pandas as pd
import pytest

from churn_platform.catalog import CHAMPION
from churn_platform.metadata import Meta
from churn_platform_tests.commands.processes import run_command
from churn_platform_tests.platform import TO_CHAMPION, Platform

_USAGE = "make rollback VERSION=<version of an earlier champion>, or make rollback RELEASE=1"


def rollback(platform: Platform, version: str, release: str) -> subprocess.CompletedProcess[str]:
    options = f"--version={version}", f"--release={release}"
    return run_command("rollback", *options, data=platform.data_dir, source=platform.source)


def serving(platform: Platform) -> tuple[str, str, bool]:
    """The champion's version, the newest verdict, whether a person holds it."""
    metadata: dict[str, Any] = platform.newest(CHAMPION).metadata
    decision = metadata[Meta.DECISION]
    return metadata[Meta.CHAMPION]["version"], decision["verdict"], decision["held"]


def test_an_earlier_champion_serves_until_it_is_released(commanded: Platform) -> None:
    first, *_ = serving(commanded)
    table = pd.read_csv(commanded.source, dtype=str, keep_default_na=False)
    table.loc[table.index % 3 == 0, "gender"] = "Female"
    table.to_csv(commanded.source, index=False)
    assert commanded.run(select=TO_CHAMPION).success
    second, *_ = serving(commanded)
    assert second != first

    back = rollback(commanded, first, "")
    assert (back.returncode, back.stderr) == (0, "")
    assert serving(commanded) == (first, "rolled back", True)
    said = f"{first} serves (rolled back): a user chose this version; it is held until it is"
    assert said in back.stdout
    scores = commanded.newest("churn_scores")
    assert scores.metadata[Meta.MODEL_VERSION] == first
    assert scores.source_version == commanded.newest("raw_customers").data_version

    released = rollback(commanded, "", "1")
    assert (released.returncode, released.stderr) == (0, "")
    assert serving(commanded) == (second, "promoted", False)
    assert f"{second} serves (promoted): " in released.stdout
    assert commanded.newest("churn_scores").metadata[Meta.MODEL_VERSION] == second


def test_a_version_that_never_served_changes_nothing(commanded: Platform) -> None:
    before, runs = commanded.newest(CHAMPION), commanded.instance.get_runs_count()
    refused = rollback(commanded, "abc", "")
    assert (refused.returncode, refused.stdout) == (1, "")
    version, name = before.metadata[Meta.CHAMPION]["version"], before.metadata[Meta.MODEL]
    words = "Not started: there was no champion with the version 'abc'; expected one of "
    assert refused.stderr.startswith(f"{words}{version} ({name.replace('_', ' ')} of 20")
    assert refused.stderr.count("\n") == 1
    assert commanded.newest(CHAMPION) == before
    assert commanded.instance.get_runs_count() == runs


@pytest.mark.parametrize(("version", "release"), [("", ""), ("0123456789abcdef", "1")])
def test_used_wrongly_it_says_how_and_starts_nothing(
    finished: Platform, version: str, release: str
) -> None:
    wrong = rollback(finished, version, release)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith(f"Give one of the two: {_USAGE}; ")
    assert wrong.stderr.count("\n") == 1
    assert not (finished.data_dir / "dagster").exists()
