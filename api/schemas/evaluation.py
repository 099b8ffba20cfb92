"""Parts of the metrics document beside the scores; each may be missing from an older document."""

from typing import Any

from pydantic import Field

from api.schemas.base import Answer

Interval = list[float | None] | None


class Part(Answer, extra="allow"):
    """Base of the parts: what a newer platform records beside is passed on."""


class Threshold(Part):
    """What predicting from this probability on gives on the test rows."""

    threshold: float | None = Field(
        None, description="Chosen on the training rows.", examples=[0.31]
    )
    customers: int | None = Field(None, description="Customers above it.", examples=[720])
    share: float | None = Field(None, description="Their share, 0 to 1.", examples=[0.34])
    precision: float | None = Field(
        None, description="Share of leavers among them.", examples=[0.53]
    )
    recall: float | None = Field(None, description="Share of all leavers.", examples=[0.74])
    f1: float | None = Field(None, description="F1 score.", examples=[0.63])
    profit: float | None = Field(
        None, description="Expected profit per customer of the base.", examples=[6.1]
    )


class Top(Part):
    """The customers most at risk, by a share of all."""

    customers: int = Field(description="How many they are.", examples=[212])
    leavers: int | None = Field(None, description="Those of them who left.", examples=[157])
    precision: float | None = Field(
        None, description="Share of leavers among them.", examples=[0.74]
    )
    recall: float | None = Field(None, description="Share of all leavers.", examples=[0.28])
    intervals: dict[str, Interval] | None = Field(
        None, description="Bootstrap intervals.", examples=[{"precision": [0.68, 0.8]}]
    )


class Spread(Part):
    """A score over the folds of a cross-validation of the training rows."""

    mean: float | None = Field(None, description="Mean.", examples=[0.846])
    sd: float | None = Field(None, description="Standard deviation.", examples=[0.011])
    fits: int | None = Field(None, description="How many models were fitted.", examples=[10])


class Difference(Part):
    """How far two models are apart on the same customers."""

    value: float | None = Field(None, description="Difference.", examples=[0.002])
    low: float | None = Field(None, description="Lower end of its interval.", examples=[-0.003])
    high: float | None = Field(None, description="Upper end of its interval.", examples=[0.007])


class Comparison(Part):
    """Whether one model is better than the other."""

    measure: str = Field(description="The score that decides.", examples=["roc_auc"])
    verdict: str = Field(
        description="The better model, or `no clear winner`.", examples=["no clear winner"]
    )
    minuend: str | None = Field(
        None, description="Differences are this model's scores …", examples=["gradient_boosting"]
    )
    subtrahend: str | None = Field(
        None, description="… less this one's.", examples=["logistic_regression"]
    )
    differences: dict[str, Difference] = Field(
        {}, description="By score.", json_schema_extra={"x-key": "roc_auc"}
    )


class Bootstrap(Part):
    """How the intervals were made."""

    samples: int = Field(description="Resamples of the test rows.", examples=[1000])
    seed: int | None = Field(None, description="Seed.", examples=[42])
    level: float | None = Field(None, description="Level of the intervals.", examples=[0.95])


CAMPAIGN: Any = Field(
    None,
    description="Value and costs behind every profit.",
    examples=[{"clv": 200.0, "offer_cost": 10.0, "contact_cost": 1.0, "alpha": 6.0, "beta": 14.0}],
)
