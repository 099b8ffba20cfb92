"""What the API answers about customers that it is given."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, VERSION, Answer

Band = Literal["high", "medium", "low"]


class UsedModel(Answer):
    """The model that every number of an answer comes from."""

    name: str = Field(description="Name.", examples=["logistic_regression"])
    version: str = Field(description="Data version of its file.", examples=[VERSION])
    data_version: str | None = Field(
        description="Data version of the raw table it learned from.", examples=[VERSION]
    )
    run_id: str | None = Field(description="Run that promoted it.", examples=[RUN_ID])
    promoted_at: datetime | None = Field(description="Since when it answers.", examples=[TIME])


class Reason(Answer):
    """One feature that moves a customer's score."""

    feature: str = Field(description="Our name of the column.", examples=["contract"])
    text: str = Field(
        description="Feature and value in words.",
        examples=["Length of the contract: Month-to-month"],
    )
    contribution: float = Field(
        description="What it adds to the log-odds of leaving, with all columns that say the same.",
        examples=[0.62],
    )
    direction: Literal["raises", "lowers"] = Field(
        description="Whether it raises or lowers the probability.", examples=["raises"]
    )
    actionable: bool = Field(
        description="Whether somebody can act on it, by the contract.", examples=[True]
    )


class FieldWarning(Answer):
    """A field that was not used, or whose value is not known to the model."""

    field: str = Field(description="The field.", examples=["PaymentMethod"])
    found: str | None = Field(description="What stood there.", examples=["'Crypto'"])
    message: str = Field(
        description="What became of it.",
        examples=["not among the known values, the model takes it as not known; expected one of"
                  " 'Electronic check', 'Mailed check'"],
    )  # fmt: skip


class Prediction(Answer):
    """One customer's risk and where it comes from."""

    id: str | None = Field(description="The id, if one was given.", examples=["C-1001"])
    probability: float = Field(description="Probability to leave, 0 to 1.", examples=[0.61])
    log_odds: float = Field(
        description="The same as log-odds: `base`, the contributions of `reasons` and `other`.",
        examples=[0.447],
    )
    risk_band: Band = Field(description="`high`, `medium` or `low`.", examples=["high"])
    reasons: list[Reason] = Field(
        description="What raises the probability, at most three: what somebody can act on first,"
        " within that what raises it most; of association, not cause."
    )
    base: float = Field(description="Log-odds of a typical customer.", examples=[-1.21])
    other: float = Field(
        description="What all else adds to the log-odds: what lowers them, smaller reasons, and"
        " columns about who somebody is, which are never shown as reasons.",
        examples=[0.21],
    )
    warnings: list[FieldWarning] = Field(description="What to know about the fields.")


class Predictions(Answer):
    """The risk of each customer, in the order of the request, from one model."""

    model: UsedModel
    items: list[Prediction] = Field(description="One for each customer.")


_CUSTOMER = {
    "tenure": 2,
    "MonthlyCharges": 89.1,
    "Contract": "Month-to-month",
    "PaymentMethod": "Electronic check",
}
PREDICTIONS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Customers, or one `customer`, as objects of field and value.",
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
        "description": "What to change, as field and value.",
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
