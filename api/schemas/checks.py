"""What the API answers about the checks of the assets."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, Answer, State

Status = Literal["passed", "failed", "not evaluated", "unreadable"]


class CheckAnswer(Answer):
    """One promise about an asset, and its newest evaluation."""

    name: str = Field(description="Name of the check.", examples=["few_rows_are_quarantined"])
    asset: str = Field(description="Asset that it is about.", examples=["clean_customers"])
    description: str = Field(
        description="The promise.",
        examples=["The share of rows that cannot be used is below the contract's limit."],
    )
    blocking: bool = Field(
        description="Whether its asset stays as it was while the check fails.", examples=[True]
    )
    status: Status = Field(
        description="Of the newest evaluation; `unreadable` if another version wrote it.",
        examples=["passed"],
    )
    severity: Literal["error", "warning"] | None = Field(
        description="How bad a failure is; null if not evaluated.", examples=["error"]
    )
    time: datetime | None = Field(description="When it was evaluated.", examples=[TIME])
    run_id: str | None = Field(description="Run that evaluated it.", examples=[RUN_ID])
    found: str | None = Field(
        description="What was found.", examples=["2 of 7,043 rows are quarantined"]
    )
    expected: str | None = Field(description="What was expected.", examples=["at most 5 %"])
    rows: int | None = Field(description="How many rows it is about.", examples=[2])
    details: dict[str, Any] = Field(
        description="What else the evaluation recorded; NaN and infinity are null.",
        examples=[{"share": 0.0003}],
    )


class Counts(Answer):
    """How many checks there are of each outcome."""

    passed: int = Field(description="Passed.", examples=[17])
    failed: int = Field(description="Failed with severity `error`.", examples=[0])
    warnings: int = Field(description="Failed with severity `warning`.", examples=[1])
    not_evaluated: int = Field(description="Never evaluated.", examples=[0])
    unreadable: int = Field(description="Evaluated by another version.", examples=[0])


class Checks(Answer):
    """Every check, in the order of the graph."""

    state: State = Field(description="`no data yet` until a check is evaluated.", examples=["ok"])
    counts: Counts = Field(description="Of all checks, whatever the filters.")
    items: list[CheckAnswer] = Field(description="The checks that fit the filters.")
