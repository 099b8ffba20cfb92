"""Responses about champions, candidates and drift."""

from datetime import datetime
from typing import Any

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, State, doc
from api.schemas.champion import Decision
from api.schemas.evaluation import Spread


class ChampionEntry(Answer):
    """One current or former champion."""

    name: str = doc("Name.", "logistic_regression")
    version: str = doc("Data version of its file.", VERSION)
    promoted_at: datetime | None = doc("Since when.", TIME)
    run_id: str = doc("Run that recorded it.", RUN_ID)
    verdict: str | None = doc("How it came to serve: `promoted`, `rolled back`, …", "promoted")
    reason: str | None = doc("The reason, as a sentence.", "It meets every condition.")
    scores: dict[str, float | None] = doc("Headline metrics on the test rows.", {"roc_auc": 0.848})
    intervals: dict[str, list[float | None] | None] = doc(
        "Their 95 % intervals.", {"roc_auc": [0.83, 0.865]}
    )
    cross_validation: dict[str, Spread] = doc(
        "By score, over folds of the training rows.", json_schema_extra={"x-key": "roc_auc"}
    )
    data_version: str | None = doc("Data version of the raw table it was trained on.", VERSION)
    partition: str | None = doc(
        "The month or day with which it came to serve, for a dated source.", None
    )
    kept: bool = doc("Whether its file still exists.", True)
    serving: bool = doc("Whether it serves now.", True)
    held: bool = doc("Whether a user chose it: it serves until it is released.", False)


class CandidateEntry(Answer):
    """One model of the newest training."""

    name: str = doc("Name.", "gradient_boosting")
    version: str = doc("Data version of its file.", VERSION)
    roc_auc: float | None = doc("ROC AUC.", 0.848)
    brier: float | None = doc("Mean squared error of the probabilities.", 0.134)


class Models(Answer):
    """The serving model, former champions, and the newest candidates."""

    state: State = doc("`no data yet` until there is a champion.", "ok")
    items: list[ChampionEntry] = doc("Champions, newest first.")
    candidates: list[CandidateEntry] = doc("The models of the newest training.")
    last_decision: Decision | None = doc("Decision on the newest candidate.")


class Launched(Answer):
    """A launched run."""

    run_id: str = doc("Run id; the queue starts it.", RUN_ID)


class Monitoring(Answer):
    """Drift of the newest batch from the serving model's training data."""

    state: State = doc("`no data yet` before the first report.", "ok")
    run_id: str | None = doc("Run that computed the report.", RUN_ID)
    time: datetime | None = doc("When.", TIME)
    data_version: str | None = doc("Data version of the batch's raw table.", VERSION)
    partition: str | None = doc("The batch's month or day, for a dated source.", None)
    reference_version: str | None = doc(
        "Version of the champion whose training data is the reference.", VERSION
    )
    verdict: str | None = doc("The worst verdict: `none`, `moderate` or `large`.", "none")
    drifted: list[str] = doc("Features with a verdict.", [])
    rows: int | None = doc("Number of compared customers of the batch.", 2113)
    features: list[dict[str, Any]] = doc(
        "Each feature with its population stability index (PSI), most drifted first.",
        [{"name": "tenure", "psi": 0.004, "psi_corrected": 0.0, "verdict": "none"}],
    )
    score: dict[str, Any] | None = doc(
        "The same for the probabilities, which one model gives to both sides: the"
        " champion, or the one that served before if the champion was trained on this batch.",
        {"name": "score", "psi": 0.003, "psi_corrected": 0.0, "verdict": "none"},
    )
    quality: dict[str, Any] | None = doc(
        "Predictions against outcomes, where the outcomes are known; the ratio with"
        " its 99% interval.",
        {
            "customers": 6380,
            "expected_leavers": 282.0,
            "leavers": 536,
            "observed_over_expected": 1.9,
            "observed_over_expected_low": 1.71,
            "observed_over_expected_high": 2.11,
            "roc_auc": 0.848,
            "brier": 0.134,
        },
    )
    history: str = doc("Path of the earlier reports.", "/api/assets/batch_drift/materializations")
