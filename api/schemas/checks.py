"""Responses about the checks of the assets."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, Answer, State

Status = Literal["passed", "failed", "not evaluated", "unreadable"]


class CheckAnswer(Answer):
    """One check of an asset, and its newest evaluation."""

    name: str = Field(description="Name of the check.", examples=["few_rows_are_quarantined"])
    asset: str = Field(description="Asset that it checks.", examples=["clean_customers"])
    description: str = Field(
        description="The promise.",
        examples=["The share of rows that cannot be used is below the contract's limit."],
    )
    blocking: bool = Field(
        description="Whether a failure keeps its asset at the last good version.", examples=[True]
    )
    status: Status = Field(
        description="Outcome of the newest evaluation; `unreadable` if another version wrote it.",
        examples=["passed"],
    )
    severity: Literal["error", "warning"] | None = Field(
        description="Severity of a failure; null if not evaluated.", examples=["error"]
    )
    time: datetime | None = Field(description="When it was evaluated.", examples=[TIME])
    run_id: str | None = Field(description="Run that evaluated it.", examples=[RUN_ID])
    found: str | None = Field(
        description="What was found.", examples=["2 of 7,043 rows are quarantined"]
    )
    expected: str | None = Field(description="What was expected.", examples=["at most 5 %"])
    rows: int | None = Field(description="Number of rows concerned.", examples=[2])
    details: dict[str, Any] = Field(
        description="Other recorded details; NaN and infinity are null.",
        examples=[{"share": 0.0003}],
    )


class Counts(Answer):
    """Number of checks by outcome."""

    passed: int = Field(description="Passed.", examples=[17])
    failed: int = Field(description="Failed with severity `error`.", examples=[0])
    warnings: int = Field(description="Failed with severity `warning`.", examples=[1])
    not_evaluated: int = Field(description="Never evaluated.", examples=[0])
    unreadable: int = Field(description="Evaluated by another version.", examples=[0])


class Checks(Answer):
    """Every check, in the order of the graph."""

    state: State = Field(description="`no data yet` until a check is evaluated.", examples=["ok"])
    counts: Counts = Field(description="Counts of all checks, regardless of filters.")
    items: list[CheckAnswer] = Field(description="The checks that match the filters.")
