"""Responses about the models: the metrics document and its history."""

from datetime import datetime
from typing import Literal

from api.schemas.base import Answer, Cursor, doc
from api.schemas.evaluation import (
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

    true_negative: int = doc("Retained, predicted to stay.", 1392)
    false_positive: int = doc("Retained, predicted to churn.", 161)
    false_negative: int = doc("Churned, predicted to stay.", 267)
    true_positive: int = doc("Churned, predicted to churn.", 293)


class Scores(Answer, extra="allow"):
    """Scores on the test rows; null where undefined, with the reason in `undefined`."""

    accuracy: float | None = doc("Share of correct predictions.", 0.8)
    precision: float | None = doc("Share of those predicted to churn who did churn.", 0.65)
    recall: float | None = doc("Share of churned customers who were predicted to churn.", 0.55)
    f1: float | None = doc("Harmonic mean of precision and recall.", 0.59)
    roc_auc: float | None = doc(
        "ROC AUC: chance that a churned customer ranks above a retained one.", 0.84
    )
    average_precision: float | None = doc(
        "Average precision: the precision-recall curve in one number.", 0.65
    )
    log_loss: float | None = doc("Log loss of the probabilities; lower is better.", 0.42)
    brier: float | None = doc("Mean squared error of the probabilities; lower is better.", 0.137)
    ece: float | None = doc(
        "Expected calibration error: distance of probabilities from observed rates.",
        0.018,
        default=None,
    )
    lift_top_decile: float | None = doc(
        "Churn rate of the tenth most at risk, over the average.", 2.8, default=None
    )
    confusion_matrix: ConfusionMatrix
    undefined: dict[str, str] = doc("Reasons for null scores, by name.", {}, default={})


class ModelScores(Scores):
    """Scores of one model file."""

    model_version: str = doc("Data version of the model file.", "1b8a1cb1b6f9841c")
    f1_tuned: float | None = doc(
        "F1 at the threshold chosen on the training rows.", 0.63, default=None
    )
    profit: float | None = doc("Expected maximum profit per customer (EMPC).", 7.2, default=None)
    profit_share: float | None = doc(
        "Share of customers to contact for that profit.", 0.41, default=None
    )
    mpc: float | None = doc("The same at the mean acceptance rate (MPC).", 7.1, default=None)
    mpc_share: float | None = doc(
        "Share of customers to contact for that profit.", 0.4, default=None
    )
    intervals: dict[str, Interval] | None = doc(
        "95 % bootstrap intervals: other test customers, same fit.",
        {"roc_auc": [0.83, 0.865]},
        default=None,
    )
    thresholds: dict[str, Threshold] | None = doc(
        "Thresholds, by how they were chosen.", json_schema_extra={"x-key": "f1"}, default=None
    )
    top: dict[str, Top] | None = doc(
        "Those most at risk, by percent of all.", json_schema_extra={"x-key": "10"}, default=None
    )
    cross_validation: dict[str, Spread] | None = doc(
        "By score, over folds of the training rows.",
        json_schema_extra={"x-key": "roc_auc"},
        default=None,
    )
    calibration: CalibrationScores | None = doc("Calibration of the probabilities.", default=None)


class MetricsDocument(Answer, extra="allow"):
    """Metrics of both models and a baseline, on the same held-out customers."""

    data_version: str = doc("Data version of the raw file.", "20d0f471a7c378b0")
    train_rows: int = doc("Customers used for training.", 4930)
    test_rows: int = doc("Customers used for the metrics.", 2113)
    churn_rate: float | None = doc("Churn rate of the test rows, 0 to 1.", 0.265)
    baseline: Scores = doc("A model that predicts the average churn rate.")
    models: dict[str, ModelScores] = doc(
        "Scores by model.", json_schema_extra={"x-key": "logistic_regression"}
    )
    comparison: Comparison | None = doc("Comparison of the two models.", default=None)
    bootstrap: Bootstrap | None = doc("How the intervals were computed.", default=None)
    campaign: dict[str, float] | None = doc(
        "Value and costs used for every profit.",
        {"clv": 200.0, "offer_cost": 10.0, "contact_cost": 1.0, "alpha": 6.0, "beta": 14.0},
        default=None,
    )


class Metrics(Answer):
    """The newest metrics."""

    state: Literal["ok", "no data yet", "unreadable"] = doc(
        "`no data yet` until the models are evaluated.", "ok"
    )
    run_id: str | None = doc(
        "Run that computed them.", "84859e1f-5a15-4061-b8b6-b2c604ffe2fe", default=None
    )
    time: datetime | None = doc("When.", "2026-03-01T12:02:07.250000Z", default=None)
    data_version: str | None = doc(
        "Data version of the document.", "98a0c3d20f6b1e77", default=None
    )
    metrics: MetricsDocument | None = doc("The document.", default=None)
    unreadable: str | None = doc("Why it cannot be read, if so.", default=None)


class ModelRun(Answer):
    """One entry in the history of the metrics."""

    run_id: str = doc("Run that computed the metrics.", "84859e1f-5a15-4061-b8b6-b2c604ffe2fe")
    time: datetime = doc("When.", "2026-03-01T12:02:07.250000Z")
    data_version: str | None = doc(
        "Data version of the document.", "98a0c3d20f6b1e77", default=None
    )
    metrics: MetricsDocument | None = doc("The document.", default=None)
    unreadable: str | None = doc("Why it cannot be read, if so.", default=None)
    partition: str | None = doc("The month or day, for a dated source.", "2026-03", default=None)
    data_set: str | None = doc(
        "Names of the contract and the target; not in entries that an earlier version wrote.",
        "telco/churn",
        default=None,
    )
    from_history: bool = doc(
        "Whether only the model history still has it: the run was pruned.", False, default=False
    )


class ModelRuns(Answer):
    """A page of the metrics' history, newest first."""

    items: list[ModelRun] = doc("The entries.")
    next_cursor: Cursor = None
