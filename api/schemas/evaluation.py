"""Parts of the metrics document besides the scores; an older document may lack some."""

from typing import Any

from pydantic import Field

from api.schemas.base import Answer

Interval = list[float | None] | None


class Part(Answer, extra="allow"):
    """Base of the parts; extra fields of a newer platform are passed on."""


class Threshold(Part):
    """Results on the test rows of predicting churn from this probability on."""

    threshold: float | None = Field(
        None, description="The threshold, chosen on the training rows.", examples=[0.31]
    )
    customers: int | None = Field(None, description="Customers above it.", examples=[720])
    share: float | None = Field(None, description="Their share, 0 to 1.", examples=[0.34])
    precision: float | None = Field(None, description="Share of them who churned.", examples=[0.53])
    recall: float | None = Field(None, description="Share of all who churned.", examples=[0.74])
    f1: float | None = Field(None, description="F1 score.", examples=[0.63])
    profit: float | None = Field(
        None, description="Expected profit per customer of the whole base.", examples=[6.1]
    )


class Top(Part):
    """The customers most at risk, as a share of all."""

    customers: int = Field(description="Number of customers.", examples=[212])
    leavers: int | None = Field(None, description="Number of them who churned.", examples=[157])
    precision: float | None = Field(None, description="Share of them who churned.", examples=[0.74])
    recall: float | None = Field(None, description="Share of all who churned.", examples=[0.28])
    intervals: dict[str, Interval] | None = Field(
        None, description="Bootstrap intervals.", examples=[{"precision": [0.68, 0.8]}]
    )


class Spread(Part):
    """A score over the folds of the training rows, each with its own fit."""

    mean: float | None = Field(None, description="Mean.", examples=[0.846])
    sd: float | None = Field(None, description="Standard deviation.", examples=[0.011])
    fits: int | None = Field(None, description="Number of fitted models.", examples=[10])


class Chance(Part):
    """The calibration error expected by chance if the probabilities were calibrated."""

    mean: float = Field(description="Mean.", examples=[0.018])
    low: float = Field(description="Lower end of its central 95 %.", examples=[0.01])
    high: float = Field(description="Upper end of its central 95 %.", examples=[0.028])


class Estimate(Part):
    """A number with its interval; null where undefined."""

    value: float | None = Field(None, description="The number.", examples=[1.03])
    low: float | None = Field(None, description="Lower end of its 95 % interval.", examples=[0.96])
    high: float | None = Field(None, description="Upper end of its interval.", examples=[1.11])


class CalibrationScores(Part):
    """Calibration of the probabilities on the test rows."""

    ece_if_calibrated: Chance = Field(
        description="What `ece` would be by chance if the probabilities were calibrated; it has no"
        " bootstrap interval, which would be biased upwards."
    )
    observed_over_expected: Estimate = Field(
        description="Churned customers over the sum of the probabilities; 1 if correct in total."
    )
    slope: Estimate = Field(
        description="Calibration slope (Cox 1958); below 1, the probabilities are too extreme."
    )
    intercept: Estimate = Field(
        description="Calibration intercept at slope 1; above 0, more churned than expected."
    )
    undefined: dict[str, str] = Field(
        {}, description="Reasons for null values, by name.", examples=[{}]
    )


class Difference(Part):
    """The difference between two models on the same customers."""

    value: float | None = Field(None, description="Difference.", examples=[0.002])
    low: float | None = Field(None, description="Lower end of its interval.", examples=[-0.003])
    high: float | None = Field(None, description="Upper end of its interval.", examples=[0.007])


class Comparison(Part):
    """The comparison of the two models."""

    measure: str = Field(description="The metric that decides.", examples=["roc_auc"])
    verdict: str = Field(
        description="The better model, or `no clear winner`.", examples=["no clear winner"]
    )
    smallest_difference: float | None = Field(
        None, description="Smallest difference that counts.", examples=[0.002]
    )
    minuend: str | None = Field(
        None, description="Differences are this model's scores …", examples=["gradient_boosting"]
    )
    subtrahend: str | None = Field(
        None, description="… minus this one's.", examples=["logistic_regression"]
    )
    differences: dict[str, Difference] = Field(
        {}, description="By score.", json_schema_extra={"x-key": "roc_auc"}
    )


class Bootstrap(Part):
    """How the intervals were computed."""

    samples: int = Field(description="Resamples of the test rows.", examples=[1000])
    seed: int | None = Field(None, description="Seed.", examples=[42])
    level: float | None = Field(None, description="Level of the intervals.", examples=[0.95])
    covers: str | None = Field(
        None,
        description="What the intervals cover.",
        examples=["other test customers; the models stay as they were fitted"],
    )


CAMPAIGN: Any = Field(
    None,
    description="Value and costs used for every profit.",
    examples=[{"clv": 200.0, "offer_cost": 10.0, "contact_cost": 1.0, "alpha": 6.0, "beta": 14.0}],
)
