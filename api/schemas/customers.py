"""Responses about single customers of the table; these need the token."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, State
from api.schemas.predictions import Band, FieldWarning, Reason, UsedModel


class ScoredCustomer(Answer):
    """One current customer in the newest scores; null where undefined."""

    id: str = Field(description="Customer's id.", examples=["C-1001"])
    probability: float = Field(description="Probability of churning, 0 to 1.", examples=[0.61])
    decile: int = Field(description="Decile of risk; 1 is the tenth most at risk.", examples=[1])
    risk_band: Band = Field(description="`high`, `medium` or `low`.", examples=["high"])
    monthly_revenue: float | None = Field(
        description="Monthly payment of the customer.", examples=[89.1]
    )
    revenue_at_risk: float | None = Field(
        description="Probability times monthly revenue.", examples=[54.35]
    )
    lifetime_months: float | None = Field(
        description="Expected remaining months within the horizon.", examples=[15.2]
    )
    lifetime_basis: str | None = Field(
        None,
        description="`observed`, or `extrapolated`: beyond the longest observed time, so"
        " that the months are an upper estimate. Also null in scores of an earlier version.",
        examples=["observed"],
    )
    lifetime_value_at_risk: float | None = Field(
        description="Revenue at risk times expected months: revenue, before costs.",
        examples=[826.1],
    )
    reasons: list[str] = Field(
        description="Up to three features that raise the probability, actionable ones first.",
        examples=[["Length of the contract: Month-to-month"]],
    )
    scored_by: str | None = Field(
        None,
        description="Which model gave probability and reasons. `fold`: the customer was in the"
        " training data, so it is the model of the fold without the customer; `model`: the"
        " champion, not trained on the customer; `in-sample`: the champion, trained on it, so"
        " the probability is slightly optimistic; `unknown`: the champion, and whether it was"
        " trained on it is no longer known. Null in scores of an earlier version.",
        examples=["fold"],
    )
    segments: dict[str, str | None] = Field(
        description="The customer's segment in each segment column.",
        examples=[{"contract": "Month-to-month", "tenure": "0–12"}],
    )


class ScoresOrigin(Answer):
    """The origin of scores."""

    model: str | None = Field(description="Model.", examples=["logistic_regression"])
    model_version: str | None = Field(description="Data version of its file.", examples=[VERSION])
    run_id: str | None = Field(description="Run that computed the scores.", examples=[RUN_ID])
    time: datetime | None = Field(description="When.", examples=[TIME])


class AtRisk(Answer):
    """Current customers by descending probability of churning."""

    state: State = Field(description="`no data yet` until customers are scored.", examples=["ok"])
    scored: ScoresOrigin
    total: int = Field(description="Number of customers that match the filters.", examples=[412])
    items: list[ScoredCustomer] = Field(description="The first customers of them.")


class CustomerAnswer(ScoredCustomer):
    """One current customer, with the values behind the score."""

    scored: ScoresOrigin
    values: dict[str, Any] | None = Field(
        description="Values by our names; null if the tables have changed since the scoring.",
        examples=[{"tenure": 2, "contract": "Month-to-month"}],
    )


class Followed(Answer):
    """A value that changed as a consequence."""

    field: str = Field(description="The field.", examples=["TotalCharges"])
    before: float | str | None = Field(
        serialization_alias="from", description="Its current value.", examples=[151.65]
    )
    after: float | str | None = Field(
        serialization_alias="to",
        description="Its value with the changes; null if it is then unknown.",
        examples=[222.35],
    )
    because: str = Field(
        description="What it depends on.", examples=["the customer's own, adjusted to tenure"]
    )


class WhatIf(Answer):
    """The score of a customer with changed values."""

    id: str = Field(description="Customer's id.", examples=["C-1001"])
    model: UsedModel
    scored_by: str | None = Field(
        None,
        description="Which model gave both probabilities, as in the scores: `fold` or `model`.",
        examples=["fold"],
    )
    before: float = Field(description="Current probability.", examples=[0.61])
    after: float = Field(description="Probability with the changes.", examples=[0.38])
    difference: float = Field(description="`after` minus `before`.", examples=[-0.23])
    risk_band: Band = Field(description="Risk band with the changes.", examples=["medium"])
    reasons: list[Reason] = Field(
        description="The features whose contributions changed most, with the new value."
    )
    followed: list[Followed] = Field(
        description="Values that changed as a consequence: totals, and implied values. A total"
        " is the customer's own, adjusted: one more month adds one monthly charge, and"
        " a tenth more per month makes it a tenth larger. A total among the changes is kept."
    )
    warnings: list[FieldWarning] = Field(
        description="Warnings about the changed fields, and about an implausible customer."
    )
    note: str = Field(
        description="What the difference does not mean.",
        examples=["The difference is an association that the model learned, not an effect."],
    )
