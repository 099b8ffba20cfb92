"""`make rollback VERSION=…`: let an earlier champion serve again until it is released."""

import sys
from argparse import ArgumentParser
from functools import partial
from typing import TYPE_CHECKING

from churn_platform.analysis.errors import DataError
from churn_platform.catalog import CHAMPION, CHAMPION_STEP, RELEASE, SCORING_PIPELINE
from churn_platform.commands.shared.one_job import run_job
from churn_platform.commands.shared.options import add_flag
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline

if TYPE_CHECKING:
    from churn_platform.defs.runs.execution import Outcome

_USAGE = "make rollback VERSION=<version of an earlier champion>, or make rollback RELEASE=1"


def add_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--version", default="", help="of an earlier champion")
    add_flag(parser, "--release", "undo: the champion rule decides again which model serves")


def main(version: str = "", release: bool = False) -> int:
    """Roll back or release; return the process's exit code."""
    if bool(version) == release:
        print(f"Give one of the two: {_USAGE}; GET /api/models lists the versions", file=sys.stderr)
        return 2
    config = {CHAMPION_STEP: {"version": version or RELEASE}}
    return run_job(SCORING_PIPELINE, _said, config, refusal=partial(_refusal, version))


def _refusal(version: str, pipeline: Pipeline) -> str | None:
    """Return why this version cannot serve, or None."""
    from churn_platform.defs.models.former import former_champion
    from churn_platform.defs.steps.partitioned_assets import default_partition

    if not version:
        return None
    with pipeline.open_history() as instance:
        up_to = default_partition(instance, pipeline.partitioning, asks_source=False)
        try:
            former_champion(instance, pipeline.root, pipeline.contract, version, up_to)
        except DataError as error:
            return str(error)
    return None


def _said(outcome: "Outcome", _pipeline: Pipeline) -> str:
    metadata = outcome.results[CHAMPION].metadata
    facts, decision = metadata[Meta.CHAMPION], metadata[Meta.DECISION]
    return (
        f"{facts['name']} {facts['version']} serves ({decision['verdict']}): {decision['reason']}."
    )
