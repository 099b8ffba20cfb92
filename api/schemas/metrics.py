"""Responses about the models: the metrics document and its history."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import CURSOR, Answer
from api.schemas.evaluation import (
    CAMPAIGN,
    Bootstrap,
    CalibrationScores,
    Comparison,
    Interval,
    Spread,
    Threshold,
    Top,
)


class ConfusionMatrix(Answer):
    """Confusion matrix of the test rows; positive means churned."""

    true_negative: int = Field(description="Retained, predicted to stay.", examples=[1392])
    false_positive: int = Field(description="Retained, predicted to churn.", examples=[161])
    false_negative: int = Field(description="Churned, predicted to stay.", examples=[267])
    true_positive: int = Field(description="Churned, predicted to churn.", examples=[293])


class Scores(Answer, extra="allow"):
    """Scores on the test rows; null where undefined, with the reason in `undefined`."""

    accuracy: float | None = Field(description="Share of correct predictions.", examples=[0.8])
    precision: float | None = Field(
        description="Share of those predicted to churn who did churn.", examples=[0.65]
    )
    recall: float | None = Field(
        description="Share of churned customers who were predicted to churn.", examples=[0.55]
    )
    f1: float | None = Field(description="Harmonic mean of precision and recall.", examples=[0.59])
    roc_auc: float | None = Field(
        description="ROC AUC: chance that a churned customer ranks above a retained one.",
        examples=[0.84],
    )
    average_precision: float | None = Field(
        description="Average precision: the precision-recall curve in one number.",
        examples=[0.65],
    )
    log_loss: float | None = Field(
        description="Log loss of the probabilities; lower is better.", examples=[0.42]
    )
    brier: float | None = Field(
        description="Mean squared error of the probabilities; lower is better.", examples=[0.137]
    )
    ece: float | None = Field(
        None,
        description="Expected calibration error: distance of probabilities from observed rates.",
        examples=[0.018],
    )
    lift_top_decile: float | None = Field(
        None,
        description="Churn rate of the tenth most at risk, over the average.",
        examples=[2.8],
    )
    confusion_matrix: ConfusionMatrix
    undefined: dict[str, str] = Field(
        {}, description="Reasons for null scores, by name.", examples=[{}]
    )


class ModelScores(Scores):
    """Scores of one model file."""

    model_version: str = Field(
        description="Data version of the model file.", examples=["1b8a1cb1b6f9841c"]
    )
    f1_tuned: float | None = Field(
        None, description="F1 at the threshold chosen on the training rows.", examples=[0.63]
    )
    profit: float | None = Field(
        None, description="Expected maximum profit per customer (EMPC).", examples=[7.2]
    )
    profit_share: float | None = Field(
        None, description="Share of customers to contact for that profit.", examples=[0.41]
    )
    mpc: float | None = Field(
        None, description="The same at the mean acceptance rate (MPC).", examples=[7.1]
    )
    mpc_share: float | None = Field(
        None, description="Share of customers to contact for that profit.", examples=[0.4]
    )
    intervals: dict[str, Interval] | None = Field(
        None,
        description="95 % bootstrap intervals: other test customers, same fit.",
        examples=[{"roc_auc": [0.83, 0.865]}],
    )
    thresholds: dict[str, Threshold] | None = Field(
        None, description="Thresholds, by how they were chosen.", json_schema_extra={"x-key": "f1"}
    )
    top: dict[str, Top] | None = Field(
        None,
        description="Those most at risk, by percent of all.",
        json_schema_extra={"x-key": "10"},
    )
    cross_validation: dict[str, Spread] | None = Field(
        None,
        description="By score, over folds of the training rows.",
        json_schema_extra={"x-key": "roc_auc"},
    )
    calibration: CalibrationScores | None = Field(
        None, description="Calibration of the probabilities."
    )


class MetricsDocument(Answer, extra="allow"):
    """Metrics of both models and a baseline, on the same held-out customers."""

    data_version: str = Field(
        description="Data version of the raw file.", examples=["20d0f471a7c378b0"]
    )
    train_rows: int = Field(description="Customers used for training.", examples=[4930])
    test_rows: int = Field(description="Customers used for the metrics.", examples=[2113])
    churn_rate: float | None = Field(
        description="Churn rate of the test rows, 0 to 1.", examples=[0.265]
    )
    baseline: Scores = Field(description="A model that predicts the average churn rate.")
    models: dict[str, ModelScores] = Field(
        description="Scores by model.", json_schema_extra={"x-key": "logistic_regression"}
    )
    comparison: Comparison | None = Field(None, description="Comparison of the two models.")
    bootstrap: Bootstrap | None = Field(None, description="How the intervals were computed.")
    campaign: dict[str, float] | None = CAMPAIGN


class Metrics(Answer):
    """The newest metrics."""

    state: Literal["ok", "no data yet", "unreadable"] = Field(
        description="`no data yet` until the models are evaluated.", examples=["ok"]
    )
    run_id: str | None = Field(
        None,
        description="Run that computed them.",
        examples=["84859e1f-5a15-4061-b8b6-b2c604ffe2fe"],
    )
    time: datetime | None = Field(
        None, description="When.", examples=["2026-03-01T12:02:07.250000Z"]
    )
    data_version: str | None = Field(
        None, description="Data version of the document.", examples=["98a0c3d20f6b1e77"]
    )
    metrics: MetricsDocument | None = Field(None, description="The document.")
    unreadable: str | None = Field(None, description="Why it cannot be read, if so.")


class ModelRun(Answer):
    """One entry in the history of the metrics."""

    run_id: str = Field(
        description="Run that computed the metrics.",
        examples=["84859e1f-5a15-4061-b8b6-b2c604ffe2fe"],
    )
    time: datetime = Field(description="When.", examples=["2026-03-01T12:02:07.250000Z"])
    data_version: str | None = Field(
        None, description="Data version of the document.", examples=["98a0c3d20f6b1e77"]
    )
    metrics: MetricsDocument | None = Field(None, description="The document.")
    unreadable: str | None = Field(None, description="Why it cannot be read, if so.")
    partition: str | None = Field(
        None,
        description="The month or day, for a dated source.",
        examples=["2026-03"],
    )
    data_set: str | None = Field(
        None,
        description="Names of the contract and the target; not in entries that an earlier"
        " version wrote.",
        examples=["telco/churn"],
    )
    from_history: bool = Field(
        False,
        description="Whether only the model history still has it: the run was pruned.",
        examples=[False],
    )


class ModelRuns(Answer):
    """A page of the metrics' history, newest first."""

    items: list[ModelRun] = Field(description="The entries.")
    next_cursor: str | None = CURSOR
