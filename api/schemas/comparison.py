"""Responses about the differences between runs."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, Answer
from api.schemas.evaluation import Interval


class ComparedRun(Answer):
    """A run that was compared."""

    run_id: str = Field(description="Its id.", examples=[RUN_ID])
    time: datetime = Field(description="Time at which it evaluated the models.", examples=[TIME])
    from_history: bool = Field(
        description="Whether only the model history still has it: scores, versions of data and"
        " code, but no parameters.",
        examples=[False],
    )


class RunDifference(Answer):
    """One value that differs between the runs."""

    group: Literal["data", "code", "libraries", "parameters", "scores"] = Field(
        description="Kind of value.", examples=["parameters"]
    )
    name: str = Field(
        description="Name of the value, preceded by its model or asset.",
        examples=["gradient_boosting.max_depth"],
    )
    values: list[Any] = Field(
        description="The value in each run, in order; null where a run has none.",
        examples=[[2, 3]],
    )
    intervals: list[Interval | None] | None = Field(
        description="For a score: its 95 % interval in each run, if recorded.",
        examples=[None],
    )


class RunComparison(Answer):
    """The differences between runs."""

    runs: list[ComparedRun] = Field(description="The runs, in the requested order.")
    same: int = Field(description="Number of values equal in all of them.", examples=[61])
    items: list[RunDifference] = Field(description="The values that differ.")
