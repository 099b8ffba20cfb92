"""Parts of the metrics document besides the scores; an older document may lack some."""

from api.schemas.base import Answer, doc

Interval = list[float | None] | None


class Part(Answer, extra="allow"):
    """Base of the parts; extra fields of a newer platform are passed on."""


class Threshold(Part):
    """Results on the test rows of predicting churn from this probability on."""

    threshold: float | None = doc("The threshold, chosen on the training rows.", 0.31, default=None)
    customers: int | None = doc("Customers above it.", 720, default=None)
    share: float | None = doc("Their share, 0 to 1.", 0.34, default=None)
    precision: float | None = doc("Share of them who churned.", 0.53, default=None)
    recall: float | None = doc("Share of all who churned.", 0.74, default=None)
    f1: float | None = doc("F1 score.", 0.63, default=None)
    profit: float | None = doc("Expected profit per customer of the whole base.", 6.1, default=None)


class Top(Part):
    """The customers most at risk, as a share of all."""

    customers: int = doc("Number of customers.", 212)
    leavers: int | None = doc("Number of them who churned.", 157, default=None)
    precision: float | None = doc("Share of them who churned.", 0.74, default=None)
    recall: float | None = doc("Share of all who churned.", 0.28, default=None)
    intervals: dict[str, Interval] | None = doc(
        "Bootstrap intervals.", {"precision": [0.68, 0.8]}, default=None
    )


class Spread(Part):
    """A score over the folds of the training rows, each with its own fit."""

    mean: float | None = doc("Mean.", 0.846, default=None)
    sd: float | None = doc("Standard deviation.", 0.011, default=None)
    fits: int | None = doc("Number of fitted models.", 10, default=None)


class Chance(Part):
    """The calibration error expected by chance if the probabilities were calibrated."""

    mean: float = doc("Mean.", 0.018)
    low: float = doc("Lower end of its central 95 %.", 0.01)
    high: float = doc("Upper end of its central 95 %.", 0.028)


class Estimate(Part):
    """A number with its interval; null where undefined."""

    value: float | None = doc("The number.", 1.03, default=None)
    low: float | None = doc("Lower end of its 95 % interval.", 0.96, default=None)
    high: float | None = doc("Upper end of its interval.", 1.11, default=None)


class CalibrationScores(Part):
    """Calibration of the probabilities on the test rows."""

    ece_if_calibrated: Chance = doc(
        "What `ece` would be by chance if the probabilities were calibrated; it has no"
        " bootstrap interval, which would be biased upwards."
    )
    observed_over_expected: Estimate = doc(
        "Churned customers over the sum of the probabilities; 1 if correct in total."
    )
    slope: Estimate = doc(
        "Calibration slope (Cox 1958); below 1, the probabilities are too extreme."
    )
    intercept: Estimate = doc(
        "Calibration intercept at slope 1; above 0, more churned than expected."
    )
    undefined: dict[str, str] = doc("Reasons for null values, by name.", {}, default={})


class Difference(Part):
    """The difference between two models on the same customers."""

    value: float | None = doc("Difference.", 0.002, default=None)
    low: float | None = doc("Lower end of its interval.", -0.003, default=None)
    high: float | None = doc("Upper end of its interval.", 0.007, default=None)


class Comparison(Part):
    """The comparison of the two models."""

    measure: str = doc("The metric that decides.", "roc_auc")
    verdict: str = doc("The better model, or `no clear winner`.", "no clear winner")
    smallest_difference: float | None = doc("Smallest difference that counts.", 0.002, default=None)
    minuend: str | None = doc(
        "Differences are this model's scores …", "gradient_boosting", default=None
    )
    subtrahend: str | None = doc("… minus this one's.", "logistic_regression", default=None)
    differences: dict[str, Difference] = doc(
        "By score.", json_schema_extra={"x-key": "roc_auc"}, default={}
    )


class Bootstrap(Part):
    """How the intervals were computed."""

    samples: int = doc("Resamples of the test rows.", 1000)
    seed: int | None = doc("Seed.", 42, default=None)
    level: float | None = doc("Level of the intervals.", 0.95, default=None)
    covers: str | None = doc(
        "What the intervals cover.",
        "other test customers; the models stay as they were fitted",
        default=None,
    )
