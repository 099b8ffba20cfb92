"""The base of all responses: states and errors. Times are ISO 8601 in UTC."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CUSTOMER_ID = "C-1001"
RUN_ID = "84859e1f-5a15-4061-b8b6-b2c604ffe2fe"
OTHER_RUN_ID = "b04ad8b9-0f0f-4bd4-a7c8-92b62a70d8a0"
TIME = "2026-03-01T12:02:07.250000Z"
VERSION = "20d0f471a7c378b0"

State = Literal["ok", "no data yet"]
STATE = Field(description="`no data yet` until something is materialized.", examples=["ok"])
CURSOR = Field(
    None,
    description="Pass it as `cursor` to get the next page; null on the last page.",
    examples=["YmVmb3JlOjEyMzQ"],
)


class Answer(BaseModel):
    """Base of all responses: filled from our own records or from dictionaries."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Answer):
    """An error, in the format of RFC 9457."""

    type: str = Field("about:blank", description="Problem type; about:blank, see the status.")
    title: str = Field(description="The status as text.", examples=["Not Found"])
    status: int = Field(description="HTTP status.", examples=[404])
    detail: str = Field(
        description="What was wrong with this request.", examples=["There is no asset 'raw'."]
    )
    instance: str = Field(description="Path of the request.", examples=["/api/assets/raw"])
    request_id: str = Field(
        description="The header X-Request-ID, to find the request in the log.",
        examples=["0b9f6f3c1c2f4c8db6f5f6f6a1d2e3c4"],
    )
    errors: list[dict[str, str]] | None = Field(
        None, description="For status 422: each invalid parameter and why."
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the error responses of these statuses, for a route's declaration."""
    return {status: {"model": Problem} for status in statuses}
