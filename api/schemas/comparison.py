"""What the API answers about the differences between runs."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, Answer
from api.schemas.evaluation import Interval


class ComparedRun(Answer):
    """A run that was compared."""

    run_id: str = Field(description="Its id.", examples=[RUN_ID])
    time: datetime = Field(description="When it measured the models.", examples=[TIME])
    from_history: bool = Field(
        description="Whether only the model history remembers it: scores, versions of data and"
        " code, and no parameters.",
        examples=[False],
    )


class RunDifference(Answer):
    """One thing that is not the same in all runs."""

    group: Literal["data", "code", "libraries", "parameters", "scores"] = Field(
        description="What it is about.", examples=["parameters"]
    )
    name: str = Field(
        description="What it is, after the model or the asset it belongs to.",
        examples=["gradient_boosting.max_depth"],
    )
    values: list[Any] = Field(
        description="Its value in each run, in their order; null where a run has none.",
        examples=[[2, 3]],
    )
    intervals: list[Interval | None] | None = Field(
        description="Of a score: its 95 % interval in each run, as far as they are recorded.",
        examples=[None],
    )


class RunComparison(Answer):
    """What differs between runs."""

    runs: list[ComparedRun] = Field(description="The runs, in the order that was asked for.")
    same: int = Field(description="How many things are the same in all of them.", examples=[61])
    items: list[RunDifference] = Field(description="What is not.")
