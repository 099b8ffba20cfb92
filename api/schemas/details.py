"""Responses about the pipeline: run, source, batch, results."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.assets import AssetSummary
from api.schemas.base import RUN_ID, STATE, TIME, VERSION, Answer, State

BatchState = Literal["accepted", "refused", "waiting", "no data yet"]


class Run(Answer):
    """A run of the pipeline."""

    id: str = Field(description="Run id, as in the Dagster UI.", examples=[RUN_ID])
    job: str = Field(
        description="Job, or the assets that were launched without one, as `materialize: …`.",
        examples=["churn_pipeline"],
    )
    status: str = Field(description="Dagster's status of the run.", examples=["SUCCESS"])
    start: datetime | None = Field(description="Start; null if not started.", examples=[TIME])
    end: datetime | None = Field(description="End; null if not ended.", examples=[TIME])
    duration_seconds: float | None = Field(description="Time from start to end.", examples=[4.2])
    trigger: str = Field(
        description="`schedule`, `first_run`, `command`, `api` or `person`.",
        examples=["schedule"],
    )


class SourceCheck(Answer):
    """The last check of the source."""

    time: datetime = Field(description="When.", examples=[TIME])
    changed: bool = Field(description="Whether the table was new.", examples=[False])
    source: str = Field(description="Where.", examples=["https://example.org/customers.csv"])
    is_sample: bool = Field(
        description="Whether the synthetic sample was used instead.", examples=[False]
    )


class ProcessedTable(Answer):
    """Size of the model-ready table."""

    rows: int | None = Field(description="Customers.", examples=[7043])
    columns: int | None = Field(description="Columns, with id, split and target.", examples=[49])


class Batch(Answer):
    """Whether the newest table of the source led to results."""

    state: BatchState = Field(
        description="`waiting`: the results of the newest batch are not computed yet.",
        examples=["accepted"],
    )
    sentence: str = Field(
        description="The same as text, with what was found and expected if it was refused.",
        examples=[f"Results are those of the newest batch, {VERSION}."],
    )
    refused_by: list[str] = Field(description="Failed checks that block it.", examples=[[]])
    warnings: list[str] = Field(
        description="Failed checks that do not block it.", examples=[["values_are_allowed"]]
    )
    batch: str | None = Field(
        description="Data version of the newest raw table.", examples=[VERSION]
    )
    served: str | None = Field(
        description="Data version of the raw table that the clean one is based on.",
        examples=[VERSION],
    )
    quarantined_rows: int | None = Field(
        description="Rows that violate a rule and are in no customer table.", examples=[2]
    )
    unlabelled_rows: int | None = Field(
        description="Customers whose outcome is not yet known.", examples=[30]
    )
    duplicate_rows: int | None = Field(
        description="Exact duplicates of a row that were dropped.", examples=[0]
    )


class ServingModel(Answer):
    """The serving model, and the decision on the newest candidate."""

    name: str = Field(description="Name.", examples=["logistic_regression"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    since: datetime | None = Field(description="Time since which it serves.", examples=[TIME])
    verdict: str | None = Field(
        description="Decision on the newest candidate: `promoted`, `kept`, `refused`, `held` or"
        " `rolled back`.",
        examples=["promoted"],
    )
    reason: str | None = Field(
        description="The reason, as a sentence.", examples=["It meets every condition."]
    )


class Details(Answer):
    """The last run, the last check of the source, and the newest result of every asset."""

    state: State = STATE
    last_run: Run | None = Field(description="Newest run that materializes assets.")
    last_check: SourceCheck | None = Field(description="Last check of the source.")
    last_change: datetime | None = Field(
        description="Time at which the source last had a new table.", examples=[TIME]
    )
    data: Batch = Field(description="Whether the newest table of the source led to results.")
    processed: ProcessedTable | None = Field(description="The model-ready table.")
    champion: ServingModel | None = Field(description="The serving model.")
    partition: str | None = Field(
        description="The results' month or day, for a dated source.", examples=[None]
    )
    source: str | None = Field(
        description="Source of the current raw table.",
        examples=["https://example.org/customers.csv"],
    )
    is_sample: bool | None = Field(
        description="Whether the current raw table is the synthetic sample.", examples=[False]
    )
    notice: str | None = Field(
        description="Notices for readers: the sample is used, or a candidate was refused."
    )
    assets: list[AssetSummary] = Field(description="All assets, in the order of the graph.")
