"""`make search`: better hyperparameters of both models; the next run trains with what it found."""

from typing import TYPE_CHECKING

from churn_platform.catalog import SEARCH, SEARCH_JOB
from churn_platform.commands.shared.ending import exit_code
from churn_platform.commands.shared.one_job import leave, run_job
from churn_platform.metadata import Meta

if TYPE_CHECKING:
    from churn_platform.defs.runs.execution import Outcome


def _said(outcome: "Outcome") -> str:
    found = outcome.results[SEARCH].metadata[Meta.PARAMETERS]
    lines = [f"{name}: {_listed(values)}" for name, values in found.items()]
    return "\n".join([*lines, "The next tick, or make materialize, trains with these."])


def _listed(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or "stays as it is"


if __name__ == "__main__":
    leave(exit_code(run_job, SEARCH_JOB, _said))
