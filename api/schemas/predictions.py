"""Requests and responses for scoring given customers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, VERSION, Answer

Band = Literal["high", "medium", "low"]


class UsedModel(Answer):
    """The model behind all numbers of a response."""

    name: str = Field(description="Name.", examples=["logistic_regression"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    data_version: str | None = Field(
        description="Data version of the raw table it was trained on.", examples=[VERSION]
    )
    run_id: str | None = Field(description="Run that promoted it.", examples=[RUN_ID])
    promoted_at: datetime | None = Field(description="Time since which it serves.", examples=[TIME])


class Reason(Answer):
    """One feature that changes a customer's score."""

    feature: str = Field(description="Our name of the column.", examples=["contract"])
    text: str = Field(
        description="Feature and value as text.",
        examples=["Length of the contract: Month-to-month"],
    )
    contribution: float = Field(
        description="Contribution to the log-odds of churning, with equivalent columns.",
        examples=[0.62],
    )
    direction: Literal["raises", "lowers"] = Field(
        description="Whether it raises or lowers the probability.", examples=["raises"]
    )
    actionable: bool = Field(
        description="Whether it is actionable, according to the contract.", examples=[True]
    )


class FieldWarning(Answer):
    """A field that was not used, or whose value the model does not know."""

    field: str = Field(description="The field.", examples=["PaymentMethod"])
    found: str | None = Field(description="The given value.", examples=["'Crypto'"])
    message: str = Field(
        description="How it was handled.",
        examples=["not among the known values, treated as missing; expected one of"
                  " 'Electronic check', 'Mailed check'"],
    )  # fmt: skip


class Prediction(Answer):
    """One customer's risk, with reasons."""

    id: str | None = Field(description="The customer's id, if given.", examples=["C-1001"])
    probability: float = Field(description="Probability of churning, 0 to 1.", examples=[0.61])
    log_odds: float = Field(
        description="The same as log-odds: `base` + contributions of `reasons` + `other`.",
        examples=[0.447],
    )
    risk_band: Band = Field(description="`high`, `medium` or `low`.", examples=["high"])
    reasons: list[Reason] = Field(
        description="Up to three features that raise the probability: actionable ones first,"
        " then by contribution. They are associations, not causes."
    )
    base: float = Field(description="Log-odds of a typical customer.", examples=[-1.21])
    other: float = Field(
        description="Contribution of all else to the log-odds: lowering and smaller reasons, and"
        " sensitive columns, which are never shown as reasons.",
        examples=[0.21],
    )
    warnings: list[FieldWarning] = Field(description="Warnings about the fields.")


class Predictions(Answer):
    """The risk of each customer, in the order of the request, from one model."""

    model: UsedModel
    items: list[Prediction] = Field(description="One prediction per customer.")


_CUSTOMER = {
    "tenure": 2,
    "MonthlyCharges": 89.1,
    "Contract": "Month-to-month",
    "PaymentMethod": "Electronic check",
}
PREDICTIONS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Customers, or one `customer`, as objects of fields and values.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "customers": {
                            "type": "array",
                            "items": {"type": "object", "additionalProperties": True},
                        },
                        "customer": {"type": "object", "additionalProperties": True},
                    },
                },
                "example": {"customers": [_CUSTOMER]},
            }
        },
    }
}
WHAT_IF_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The fields to change, with their new values.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "changes": {"type": "object", "additionalProperties": True},
                    },
                    "required": ["changes"],
                },
                "example": {"changes": {"Contract": "One year"}},
            }
        },
    }
}
