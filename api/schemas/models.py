"""Responses about champions, candidates and drift."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, State
from api.schemas.champion import Decision
from api.schemas.evaluation import Spread


class ChampionEntry(Answer):
    """One current or former champion."""

    name: str = Field(description="Name.", examples=["logistic_regression"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    promoted_at: datetime | None = Field(description="Since when.", examples=[TIME])
    run_id: str = Field(description="Run that recorded it.", examples=[RUN_ID])
    verdict: str | None = Field(
        description="How it came to serve: `promoted`, `rolled back`, …", examples=["promoted"]
    )
    reason: str | None = Field(
        description="The reason, as a sentence.", examples=["It meets every condition."]
    )
    scores: dict[str, float | None] = Field(
        description="Headline metrics on the test rows.", examples=[{"roc_auc": 0.848}]
    )
    intervals: dict[str, list[float | None] | None] = Field(
        description="Their 95 % intervals.", examples=[{"roc_auc": [0.83, 0.865]}]
    )
    cross_validation: dict[str, Spread] = Field(
        description="By score, over folds of the training rows.",
        json_schema_extra={"x-key": "roc_auc"},
    )
    data_version: str | None = Field(
        description="Data version of the raw table it was trained on.", examples=[VERSION]
    )
    partition: str | None = Field(
        description="The month or day with which it came to serve, for a dated source.",
        examples=[None],
    )
    kept: bool = Field(description="Whether its file still exists.", examples=[True])
    serving: bool = Field(description="Whether it serves now.", examples=[True])
    held: bool = Field(
        description="Whether a user chose it: it serves until it is released.", examples=[False]
    )


class CandidateEntry(Answer):
    """One model of the newest training."""

    name: str = Field(description="Name.", examples=["gradient_boosting"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    roc_auc: float | None = Field(description="ROC AUC.", examples=[0.848])
    brier: float | None = Field(
        description="Mean squared error of the probabilities.", examples=[0.134]
    )


class Models(Answer):
    """The serving model, former champions, and the newest candidates."""

    state: State = Field(description="`no data yet` until there is a champion.", examples=["ok"])
    items: list[ChampionEntry] = Field(description="Champions, newest first.")
    candidates: list[CandidateEntry] = Field(description="The models of the newest training.")
    last_decision: Decision | None = Field(description="Decision on the newest candidate.")


class Launched(Answer):
    """A launched run."""

    run_id: str = Field(description="Run id; the queue starts it.", examples=[RUN_ID])


class Monitoring(Answer):
    """Drift of the newest batch from the serving model's training data."""

    state: State = Field(description="`no data yet` before the first report.", examples=["ok"])
    run_id: str | None = Field(description="Run that computed the report.", examples=[RUN_ID])
    time: datetime | None = Field(description="When.", examples=[TIME])
    data_version: str | None = Field(
        description="Data version of the batch's raw table.", examples=[VERSION]
    )
    partition: str | None = Field(
        description="The batch's month or day, for a dated source.", examples=[None]
    )
    reference_version: str | None = Field(
        description="Version of the champion whose training data is compared.", examples=[VERSION]
    )
    verdict: str | None = Field(
        description="The worst verdict: `none`, `moderate` or `large`.", examples=["none"]
    )
    drifted: list[str] = Field(description="Features with a verdict.", examples=[[]])
    rows: int | None = Field(
        description="Number of compared customers of the batch.", examples=[2113]
    )
    features: list[dict[str, Any]] = Field(
        description="Each feature with its population stability index (PSI), most drifted first.",
        examples=[[{"name": "tenure", "psi": 0.004, "psi_corrected": 0.0, "verdict": "none"}]],
    )
    score: dict[str, Any] | None = Field(
        description="The same for the probabilities, which one model gives to both sides: the"
        " champion, or the one that served before if the champion was trained on this batch.",
        examples=[{"name": "score", "psi": 0.003, "psi_corrected": 0.0, "verdict": "none"}],
    )
    quality: dict[str, Any] | None = Field(
        description="Predictions against outcomes, where the outcomes are known; the ratio with"
        " its 99% interval.",
        examples=[
            {
                "customers": 6380,
                "expected_leavers": 282.0,
                "leavers": 536,
                "observed_over_expected": 1.9,
                "observed_over_expected_low": 1.71,
                "observed_over_expected_high": 2.11,
                "roc_auc": 0.848,
                "brier": 0.134,
            }
        ],
    )
    history: str = Field(
        description="Path of the earlier reports.",
        examples=["/api/assets/batch_drift/materializations"],
    )
