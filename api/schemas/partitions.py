"""Responses about the months or days of a dated source."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import CURSOR, RUN_ID, STATE, TIME, VERSION, Answer, State


class PartitionScores(Answer):
    """Scores of one model on the held-out customers of the partition."""

    roc_auc: float | None = Field(description="ROC AUC.", examples=[0.848])
    brier: float | None = Field(
        description="Mean squared error of the probabilities.", examples=[0.134]
    )


class PartitionChampion(Answer):
    """The serving model after this partition."""

    name: str | None = Field(description="Name.", examples=["logistic_regression"])
    version: str | None = Field(description="Data version of its file.", examples=[VERSION])
    verdict: str | None = Field(
        description="Decision on it: `promoted`, `kept`, `refused`, `held` or `rolled back`.",
        examples=["promoted"],
    )


class PartitionEntry(Answer):
    """One month or day with its newest results; null for what is not yet computed."""

    partition: str = Field(description="Its key.", examples=["2026-03"])
    current: bool = Field(
        description="Whether the other endpoints return its results.", examples=[True]
    )
    rows: int | None = Field(description="Customers with a known outcome.", examples=[7043])
    churn_rate: float | None = Field(
        description="Share of them who churned, 0 to 1.", examples=[0.265]
    )
    models: dict[str, PartitionScores] = Field(
        description="Scores by model.", json_schema_extra={"x-key": "logistic_regression"}
    )
    champion: PartitionChampion | None = Field(description="The model that serves after it.")
    largest_psi: float | None = Field(
        description="Largest drift of a feature since the previous partition.", examples=[0.04]
    )
    score_psi: float | None = Field(description="Drift of the scores.", examples=[0.02])
    data_version: str | None = Field(description="Data version of its extract.", examples=[VERSION])
    run_id: str | None = Field(description="Run of its newest result.", examples=[RUN_ID])
    time: datetime | None = Field(description="Time of that result.", examples=[TIME])


class Partitions(Answer):
    """A page of the partitions, newest first; empty for a source with one table."""

    state: State = STATE
    every: Literal["monthly", "daily"] | None = Field(
        description="`monthly` or `daily`; null if the source is one table.", examples=["monthly"]
    )
    current: str | None = Field(
        description="The newest complete one, whose results the other endpoints return.",
        examples=["2026-03"],
    )
    items: list[PartitionEntry] = Field(description="The partitions.")
    next_cursor: str | None = CURSOR
