"""Responses about the months or days of a dated source."""

from datetime import datetime
from typing import Literal

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, Cursor, State, doc


class PartitionScores(Answer):
    """Scores of one model on the held-out customers of the partition."""

    roc_auc: float | None = doc("ROC AUC.", 0.848)
    brier: float | None = doc("Mean squared error of the probabilities.", 0.134)


class PartitionChampion(Answer):
    """The serving model after this partition."""

    name: str | None = doc("Name.", "logistic_regression")
    version: str | None = doc("Data version of its file.", VERSION)
    verdict: str | None = doc(
        "Decision on it: `promoted`, `kept`, `refused`, `held` or `rolled back`.", "promoted"
    )


class PartitionEntry(Answer):
    """One month or day with its newest results; null for what is not yet computed."""

    partition: str = doc("Its key.", "2026-03")
    current: bool = doc("Whether the other endpoints return its results.", True)
    rows: int | None = doc("Customers with a known outcome.", 7043)
    churn_rate: float | None = doc("Share of them who churned, 0 to 1.", 0.265)
    models: dict[str, PartitionScores] = doc(
        "Scores by model.", json_schema_extra={"x-key": "logistic_regression"}
    )
    champion: PartitionChampion | None = doc("The model that serves after it.")
    largest_psi: float | None = doc(
        "Largest drift of a feature since the previous partition.", 0.04
    )
    score_psi: float | None = doc("Drift of the scores.", 0.02)
    data_version: str | None = doc("Data version of its extract.", VERSION)
    run_id: str | None = doc("Run of its newest result.", RUN_ID)
    time: datetime | None = doc("Time of that result.", TIME)


class Partitions(Answer):
    """A page of the partitions, newest first; empty for a source with one table."""

    state: State
    every: Literal["monthly", "daily"] | None = doc(
        "`monthly` or `daily`; null if the source is one table.", "monthly"
    )
    current: str | None = doc(
        "The newest complete one, whose results the other endpoints return.", "2026-03"
    )
    items: list[PartitionEntry] = doc("The partitions.")
    next_cursor: Cursor = None
