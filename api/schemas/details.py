"""Responses about the pipeline: run, source, batch, results."""

from datetime import datetime
from typing import Literal

from api.schemas.assets import AssetSummary
from api.schemas.base import RUN_ID, TIME, VERSION, Answer, State, doc

BatchState = Literal["accepted", "refused", "waiting", "no data yet"]


class Run(Answer):
    """A run of the pipeline."""

    id: str = doc("Run id, as in the Dagster UI.", RUN_ID)
    job: str = doc(
        "Job, or the assets that were launched without one, as `materialize: …`.", "churn_pipeline"
    )
    status: str = doc("Dagster's status of the run.", "SUCCESS")
    start: datetime | None = doc("Start; null if not started.", TIME)
    end: datetime | None = doc("End; null if not ended.", TIME)
    duration_seconds: float | None = doc("Time from start to end.", 4.2)
    trigger: str = doc("`schedule`, `first_run`, `command`, `api` or `person`.", "schedule")


class SourceCheck(Answer):
    """The last check of the source."""

    time: datetime = doc("When.", TIME)
    changed: bool = doc("Whether the table was new.", False)
    source: str = doc("Where.", "https://example.org/customers.csv")
    is_sample: bool = doc("Whether the synthetic sample was used instead.", False)


class ProcessedTable(Answer):
    """Size of the model-ready table."""

    rows: int | None = doc("Customers.", 7043)
    columns: int | None = doc("Columns, with id, split and target.", 49)


class Batch(Answer):
    """Whether the newest table of the source led to results."""

    state: BatchState = doc(
        "`waiting`: the results of the newest batch are not computed yet.", "accepted"
    )
    sentence: str = doc(
        "The same as text, with what was found and expected if it was refused.",
        f"Results are those of the newest batch, {VERSION}.",
    )
    refused_by: list[str] = doc("Failed checks that block it.", [])
    warnings: list[str] = doc("Failed checks that do not block it.", ["values_are_allowed"])
    batch: str | None = doc("Data version of the newest raw table.", VERSION)
    served: str | None = doc(
        "Data version of the raw table that the clean one is based on.", VERSION
    )
    quarantined_rows: int | None = doc("Rows that violate a rule and are in no customer table.", 2)
    unlabelled_rows: int | None = doc("Customers whose outcome is not yet known.", 30)
    duplicate_rows: int | None = doc("Exact duplicates of a row that were dropped.", 0)


class ServingModel(Answer):
    """The serving model, and the decision on the newest candidate."""

    name: str = doc("Name.", "logistic_regression")
    version: str = doc("Data version of its file.", VERSION)
    since: datetime | None = doc("Time since which it serves.", TIME)
    verdict: str | None = doc(
        "Decision on the newest candidate: `promoted`, `kept`, `refused`, `held` or `rolled back`.",
        "promoted",
    )
    reason: str | None = doc("The reason, as a sentence.", "It meets every condition.")


class Details(Answer):
    """The last run, the last check of the source, and the newest result of every asset."""

    state: State
    last_run: Run | None = doc("Newest run that materializes assets.")
    last_check: SourceCheck | None = doc("Last check of the source.")
    last_change: datetime | None = doc("Time at which the source last had a new table.", TIME)
    data: Batch = doc("Whether the newest table of the source led to results.")
    processed: ProcessedTable | None = doc("The model-ready table.")
    champion: ServingModel | None = doc("The serving model.")
    partition: str | None = doc("The results' month or day, for a dated source.", None)
    source: str | None = doc(
        "Source of the current raw table.", "https://example.org/customers.csv"
    )
    is_sample: bool | None = doc("Whether the current raw table is the synthetic sample.", False)
    notice: str | None = doc("Notices for readers: the sample is used, or a candidate was refused.")
    assets: list[AssetSummary] = doc("All assets, in the order of the graph.")
