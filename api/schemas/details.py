"""What the API answers about the pipeline: run, source, batch, results."""

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
    status: str = Field(description="Status in Dagster's words.", examples=["SUCCESS"])
    start: datetime | None = Field(description="Start; null before.", examples=[TIME])
    end: datetime | None = Field(description="End; null before.", examples=[TIME])
    duration_seconds: float | None = Field(description="From start to end.", examples=[4.2])
    trigger: str = Field(
        description="`schedule`, `first_run`, `command`, `api` or `person`.",
        examples=["schedule"],
    )


class SourceCheck(Answer):
    """The last look at the source."""

    time: datetime = Field(description="When.", examples=[TIME])
    changed: bool = Field(description="Whether it brought a different table.", examples=[False])
    source: str = Field(description="Where.", examples=["https://example.org/customers.csv"])
    is_sample: bool = Field(
        description="Whether the synthetic sample stood in for it.", examples=[False]
    )


class ProcessedTable(Answer):
    """Size of the model-ready table."""

    rows: int | None = Field(description="Customers.", examples=[7043])
    columns: int | None = Field(description="Columns, with id, split and target.", examples=[49])


class Batch(Answer):
    """Whether the newest table of the source became results."""

    state: BatchState = Field(
        description="`waiting`: the results of the newest batch are not made yet.",
        examples=["accepted"],
    )
    sentence: str = Field(
        description="The same in words, with what was found and expected if it was refused.",
        examples=[f"Results are those of the newest batch, {VERSION}."],
    )
    refused_by: list[str] = Field(description="Checks that refuse it.", examples=[[]])
    warnings: list[str] = Field(
        description="Broken checks that refuse nothing.", examples=[["values_are_allowed"]]
    )
    batch: str | None = Field(
        description="Data version of the newest raw table.", examples=[VERSION]
    )
    served: str | None = Field(
        description="Data version of the raw table that the clean one descends from.",
        examples=[VERSION],
    )
    quarantined_rows: int | None = Field(
        description="Rows that broke a rule and are in no table of customers.", examples=[2]
    )
    unlabelled_rows: int | None = Field(
        description="Customers whose outcome is not known yet.", examples=[30]
    )
    duplicate_rows: int | None = Field(
        description="Exact repeats of a row that were left out.", examples=[0]
    )


class ServingModel(Answer):
    """The model that answers, and what became of the newest candidate."""

    name: str = Field(description="Name.", examples=["logistic_regression"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    since: datetime | None = Field(description="Since when it serves.", examples=[TIME])
    verdict: str | None = Field(
        description="Of the newest candidate: `promoted`, `kept`, `refused`, `held` or"
        " `rolled back`.",
        examples=["promoted"],
    )
    reason: str | None = Field(
        description="Why, in a sentence.", examples=["It meets every condition."]
    )


class Details(Answer):
    """The last run, the last look at the source, and the newest result of every asset."""

    state: State = STATE
    last_run: Run | None = Field(description="Newest run that writes assets.")
    last_check: SourceCheck | None = Field(description="Last look at the source.")
    last_change: datetime | None = Field(
        description="When the source last brought a different table.", examples=[TIME]
    )
    data: Batch = Field(description="Whether the newest table of the source became results.")
    processed: ProcessedTable | None = Field(description="The model-ready table.")
    champion: ServingModel | None = Field(description="The model that answers.")
    partition: str | None = Field(
        description="The month or day of a dated source that the results are of.", examples=[None]
    )
    source: str | None = Field(
        description="Where the current raw table comes from.",
        examples=["https://example.org/customers.csv"],
    )
    is_sample: bool | None = Field(
        description="Whether the current raw table is the synthetic sample.", examples=[False]
    )
    notice: str | None = Field(
        description="What readers should know: the sample stands in, or a candidate was refused."
    )
    assets: list[AssetSummary] = Field(description="All assets, in the order of the graph.")
