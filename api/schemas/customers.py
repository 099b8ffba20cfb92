"""What the API answers about the customers of the table; only where it may show them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, State
from api.schemas.predictions import Band, FieldWarning, Reason, UsedModel


class ScoredCustomer(Answer):
    """One current customer as the newest scoring recorded it; null where undefined."""

    id: str = Field(description="Customer's id.", examples=["C-1001"])
    probability: float = Field(description="Probability to leave, 0 to 1.", examples=[0.61])
    decile: int = Field(description="1 is the tenth most at risk.", examples=[1])
    risk_band: Band = Field(description="`high`, `medium` or `low`.", examples=["high"])
    monthly_revenue: float | None = Field(
        description="What the customer pays a month.", examples=[89.1]
    )
    revenue_at_risk: float | None = Field(
        description="Probability times monthly revenue.", examples=[54.35]
    )
    lifetime_months: float | None = Field(
        description="Expected remaining months within the horizon.", examples=[15.2]
    )
    lifetime_basis: str | None = Field(
        None,
        description="`observed`, or `extrapolated`: beyond the longest time that was observed, so"
        " that the months are an upper estimate. Null too where an earlier version scored.",
        examples=["observed"],
    )
    lifetime_value_at_risk: float | None = Field(
        description="Revenue at risk times expected months: revenue, before costs.",
        examples=[826.1],
    )
    reasons: list[str] = Field(
        description="What raises the probability, at most three: first what somebody can act on.",
        examples=[["Length of the contract: Month-to-month"]],
    )
    scored_by: str | None = Field(
        None,
        description="Which model gave probability and reasons. `fold`: the customer trained the"
        " champion, so it is the model of the fold without the customer; `model`: the champion,"
        " which did not learn from the customer; `in-sample`: the champion, which did, so the"
        " probability looks a little better than it is; `unknown`: the champion, and whether it did"
        " is not known any more. Null in scores of an earlier version.",
        examples=["fold"],
    )
    segments: dict[str, str | None] = Field(
        description="The customer's band in each segment column.",
        examples=[{"contract": "Month-to-month", "tenure": "0–12"}],
    )


class ScoresOrigin(Answer):
    """Where scores come from."""

    model: str | None = Field(description="Model.", examples=["logistic_regression"])
    model_version: str | None = Field(description="Data version of its file.", examples=[VERSION])
    run_id: str | None = Field(description="Run that scored.", examples=[RUN_ID])
    time: datetime | None = Field(description="When.", examples=[TIME])


class AtRisk(Answer):
    """Current customers by falling probability to leave."""

    state: State = Field(description="`no data yet` until customers are scored.", examples=["ok"])
    scored: ScoresOrigin
    total: int = Field(description="Customers that fit the filters.", examples=[412])
    items: list[ScoredCustomer] = Field(description="The first of them.")


class CustomerAnswer(ScoredCustomer):
    """One current customer with the values that the score comes from."""

    scored: ScoresOrigin
    values: dict[str, Any] | None = Field(
        description="Values by our names; null if the tables have moved on since the scoring.",
        examples=[{"tenure": 2, "contract": "Month-to-month"}],
    )


class Followed(Answer):
    """A value that a change brought with it."""

    field: str = Field(description="The field.", examples=["TotalCharges"])
    before: float | str | None = Field(
        serialization_alias="from", description="Its value as it is.", examples=[151.65]
    )
    after: float | str | None = Field(
        serialization_alias="to",
        description="Its value with the changes; null if it is not known any more.",
        examples=[222.35],
    )
    because: str = Field(
        description="What it depends on.", examples=["the customer's own, moved with tenure"]
    )


class WhatIf(Answer):
    """The score of a customer with other values."""

    id: str = Field(description="Customer's id.", examples=["C-1001"])
    model: UsedModel
    scored_by: str | None = Field(
        None,
        description="Which model gave both probabilities, as in the scores: `fold`, or `model`.",
        examples=["fold"],
    )
    before: float = Field(description="Probability as it is.", examples=[0.61])
    after: float = Field(description="Probability with the changes.", examples=[0.38])
    difference: float = Field(description="After less before.", examples=[-0.23])
    risk_band: Band = Field(description="With the changes.", examples=["medium"])
    reasons: list[Reason] = Field(
        description="The features whose contributions the changes moved most, with the new value."
    )
    followed: list[Followed] = Field(
        description="What changed besides: totals of changed values, and what these imply. A total"
        " is the customer's own, moved by what changed: one more month adds one monthly charge, and"
        " a tenth more a month makes it a tenth larger. One among the changes stays as given."
    )
    warnings: list[FieldWarning] = Field(
        description="What to know about the changed fields, and what is doubtful about such a"
        " customer."
    )
    note: str = Field(
        description="What the difference does not say.",
        examples=["The difference is an association that the model learned, not an effect."],
    )
