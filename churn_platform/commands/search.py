"""`make search`: search hyperparameters of both models; the next run trains with the best."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from churn_platform.catalog import SEARCH, SEARCH_JOB
from churn_platform.commands.shared.one_job import run_job
from churn_platform.metadata import Meta
from churn_platform.pipeline import Pipeline

if TYPE_CHECKING:
    from churn_platform.defs.runs.execution import Outcome


def add_options(_parser: ArgumentParser) -> None:
    """Declare no options: the settings configure everything."""


def main() -> int:
    """Search; return the process's exit code."""
    return run_job(SEARCH_JOB, _said)


def _said(outcome: "Outcome", _pipeline: Pipeline) -> str:
    found = outcome.results[SEARCH].metadata[Meta.PARAMETERS]
    lines = [f"{name}: {_listed(values)}" for name, values in found.items()]
    return "\n".join([*lines, "The next tick, or make materialize, trains with these."])


def _listed(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or "is unchanged"
