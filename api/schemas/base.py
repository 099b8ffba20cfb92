"""The base of all responses: states and errors. Times are ISO 8601 in UTC."""

from typing import Annotated, Any, Literal, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field

CUSTOMER_ID = "C-1001"
RUN_ID = "84859e1f-5a15-4061-b8b6-b2c604ffe2fe"
OTHER_RUN_ID = "b04ad8b9-0f0f-4bd4-a7c8-92b62a70d8a0"
TIME = "2026-03-01T12:02:07.250000Z"
VERSION = "20d0f471a7c378b0"


def doc(description: str, *examples: Any, **more: Any) -> Any:
    """Return pydantic's `Field` with its documentation; `more` as `Field` takes."""
    return Field(description=description, examples=list(examples) or None, **more)


State = Annotated[
    Literal["ok", "no data yet"], doc("`no data yet` until something is materialized.", "ok")
]
Cursor = Annotated[
    str | None,
    doc("Pass it as `cursor` to get the next page; null on the last page.", "YmVmb3JlOjEyMzQ"),
]


@dataclass_transform(kw_only_default=True, field_specifiers=(Field, doc))
class Answer(BaseModel):
    """Base of all responses: filled from our own records or from dictionaries."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Answer):
    """An error, in the format of RFC 9457."""

    type: str = doc("Problem type; about:blank, see the status.", default="about:blank")
    title: str = doc("The status as text.", "Not Found")
    status: int = doc("HTTP status.", 404)
    detail: str = doc("What was wrong with this request.", "There is no asset 'raw'.")
    instance: str = doc("Path of the request.", "/api/assets/raw")
    request_id: str = doc(
        "The header X-Request-ID, to find the request in the log.",
        "0b9f6f3c1c2f4c8db6f5f6f6a1d2e3c4",
    )
    errors: list[dict[str, str]] | None = doc(
        "For status 422: each invalid parameter and why.", default=None
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the error responses of these statuses, for a route's declaration."""
    return {status: {"model": Problem} for status in statuses}
