"""Requests and responses for scoring given customers."""

from datetime import datetime
from typing import Any, Literal

from api.schemas.base import RUN_ID, TIME, VERSION, Answer, doc

Band = Literal["high", "medium", "low"]


class UsedModel(Answer):
    """The model behind all numbers of a response."""

    name: str = doc("Name.", "logistic_regression")
    version: str = doc("Data version of its file.", VERSION)
    data_version: str | None = doc("Data version of the raw table it was trained on.", VERSION)
    run_id: str | None = doc("Run that promoted it.", RUN_ID)
    promoted_at: datetime | None = doc("Time since which it serves.", TIME)


class Reason(Answer):
    """One feature that changes a customer's score."""

    feature: str = doc("Our name of the column.", "contract")
    text: str = doc("Feature and value as text.", "Length of the contract: Month-to-month")
    contribution: float = doc(
        "Contribution to the log-odds of churning, with equivalent columns.", 0.62
    )
    direction: Literal["raises", "lowers"] = doc(
        "Whether it raises or lowers the probability.", "raises"
    )
    actionable: bool = doc("Whether it is actionable, according to the contract.", True)


class FieldWarning(Answer):
    """A field that was not used, or whose value the model does not know."""

    field: str = doc("The field.", "PaymentMethod")
    found: str | None = doc("The given value.", "'Crypto'")
    message: str = doc(
        "How it was handled.",
        "not among the known values, treated as missing; expected one of"
        " 'Electronic check', 'Mailed check'",
    )


class Prediction(Answer):
    """One customer's risk, with reasons."""

    id: str | None = doc("The customer's id, if given.", "C-1001")
    probability: float = doc("Probability of churning, 0 to 1.", 0.61)
    log_odds: float = doc(
        "The same as log-odds: `base` + contributions of `reasons` + `other`.", 0.447
    )
    risk_band: Band = doc("`high`, `medium` or `low`.", "high")
    reasons: list[Reason] = doc(
        "Up to three features that raise the probability: actionable ones first,"
        " then by contribution. They are associations, not causes."
    )
    base: float = doc("Log-odds of a typical customer.", -1.21)
    other: float = doc(
        "Contribution of all else to the log-odds: lowering and smaller reasons, and"
        " sensitive columns, which are never shown as reasons.",
        0.21,
    )
    warnings: list[FieldWarning] = doc("Warnings about the fields.")


class Predictions(Answer):
    """The risk of each customer, in the order of the request, from one model."""

    model: UsedModel
    items: list[Prediction] = doc("One prediction per customer.")


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
