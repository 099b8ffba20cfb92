"""Responses about the differences between runs."""

from datetime import datetime
from typing import Any, Literal

from api.schemas.base import RUN_ID, TIME, Answer, doc
from api.schemas.evaluation import Interval

Group = Literal["data", "code", "libraries", "parameters", "scores"]


class ComparedRun(Answer):
    """A run that was compared."""

    run_id: str = doc("Its id.", RUN_ID)
    time: datetime = doc("Time at which it evaluated the models.", TIME)
    from_history: bool = doc(
        "Whether only the model history still has it: scores, versions of data and"
        " code, but no parameters.",
        False,
    )


class RunDifference(Answer):
    """One value that differs between the runs."""

    group: Group = doc("Kind of value.", "parameters")
    name: str = doc(
        "Name of the value, preceded by its model or asset.", "gradient_boosting.max_depth"
    )
    values: list[Any] = doc("The value in each run, in order; null where a run has none.", [2, 3])
    intervals: list[Interval | None] | None = doc(
        "For a score: its 95 % interval in each run, if recorded.", None
    )


class RunComparison(Answer):
    """The differences between runs."""

    runs: list[ComparedRun] = doc("The runs, in the requested order.")
    same: int = doc("Number of values equal in all of them.", 61)
    items: list[RunDifference] = doc("The values that differ.")
