"""Responses about single customers of the table; these need the token."""

from datetime import datetime
from typing import Any

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, State, doc
from api.schemas.predictions import Band, FieldWarning, Reason, UsedModel


class ScoredCustomer(Answer):
    """One current customer in the newest scores; null where undefined."""

    id: str = doc("Customer's id.", "C-1001")
    probability: float = doc("Probability of churning, 0 to 1.", 0.61)
    decile: int = doc("Decile of risk; 1 is the tenth most at risk.", 1)
    risk_band: Band = doc("`high`, `medium` or `low`.", "high")
    monthly_revenue: float | None = doc("Monthly payment of the customer.", 89.1)
    revenue_at_risk: float | None = doc("Probability times monthly revenue.", 54.35)
    lifetime_months: float | None = doc("Expected remaining months within the horizon.", 15.2)
    lifetime_basis: str | None = doc(
        "`observed`, or `extrapolated`: beyond the longest observed time, so"
        " that the months are an upper estimate. Also null in scores of an earlier version.",
        "observed",
        default=None,
    )
    lifetime_value_at_risk: float | None = doc(
        "Revenue at risk times expected months: revenue, before costs.", 826.1
    )
    reasons: list[str] = doc(
        "Up to three features that raise the probability, actionable ones first.",
        ["Length of the contract: Month-to-month"],
    )
    scored_by: str | None = doc(
        "Which model gave probability and reasons. `fold`: the customer was in the"
        " training data, so it is the model of the fold without the customer; `model`: the"
        " champion, not trained on the customer; `in-sample`: the champion, trained on it, so"
        " the probability is slightly optimistic; `unknown`: the champion, and whether it was"
        " trained on it is no longer known. Null in scores of an earlier version.",
        "fold",
        default=None,
    )
    segments: dict[str, str | None] = doc(
        "The customer's segment in each segment column.",
        {"contract": "Month-to-month", "tenure": "0–12"},
    )


class ScoresOrigin(Answer):
    """The origin of scores."""

    model: str | None = doc("Model.", "logistic_regression")
    model_version: str | None = doc("Data version of its file.", VERSION)
    run_id: str | None = doc("Run that computed the scores.", RUN_ID)
    time: datetime | None = doc("When.", TIME)


class AtRisk(Answer):
    """Current customers by descending probability of churning."""

    state: State = doc("`no data yet` until customers are scored.", "ok")
    scored: ScoresOrigin
    total: int = doc("Number of customers that match the filters.", 412)
    items: list[ScoredCustomer] = doc("The first customers of them.")


class CustomerAnswer(ScoredCustomer):
    """One current customer, with the values behind the score."""

    scored: ScoresOrigin
    values: dict[str, Any] | None = doc(
        "Values by our names; null if the tables have changed since the scoring.",
        {"tenure": 2, "contract": "Month-to-month"},
    )


class Followed(Answer):
    """A value that changed as a consequence."""

    field: str = doc("The field.", "TotalCharges")
    before: float | str | None = doc("Its current value.", 151.65, serialization_alias="from")
    after: float | str | None = doc(
        "Its value with the changes; null if it is then unknown.", 222.35, serialization_alias="to"
    )
    because: str = doc("What it depends on.", "the customer's own, adjusted to tenure")


class WhatIf(Answer):
    """The score of a customer with changed values."""

    id: str = doc("Customer's id.", "C-1001")
    model: UsedModel
    scored_by: str | None = doc(
        "Which model gave both probabilities, as in the scores: `fold` or `model`.",
        "fold",
        default=None,
    )
    before: float = doc("Current probability.", 0.61)
    after: float = doc("Probability with the changes.", 0.38)
    difference: float = doc("`after` minus `before`.", -0.23)
    risk_band: Band = doc("Risk band with the changes.", "medium")
    reasons: list[Reason] = doc(
        "The features whose contributions changed most, with the new value."
    )
    followed: list[Followed] = doc(
        "Values that changed as a consequence: totals, and implied values. A total"
        " is the customer's own, adjusted: one more month adds one monthly charge, and"
        " a tenth more per month makes it a tenth larger. A total among the changes is kept."
    )
    warnings: list[FieldWarning] = doc(
        "Warnings about the changed fields, and about an implausible customer."
    )
    note: str = doc(
        "What the difference does not mean.",
        "The difference is an association that the model learned, not an effect.",
    )
