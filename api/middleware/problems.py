"""Errors as application/problem+json (RFC 9457), without tracebacks, file paths or secrets."""

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.middleware.request_id import request_id
from api.schemas.base import Problem
from churn_platform.history.storage.present import StorageError

MEDIA_TYPE = "application/problem+json"
CLIENT_GONE = 499
"""Status of a request whose client disconnected before the response, as in nginx."""
RETRY_SECONDS = 5
_SHOWN = 200
_FEW = 5


class ModelUnavailable(Exception):
    """No model or table can be used; the text says why and what to do."""


class WrongInput(Exception):
    """A request has invalid values; each error names its parameter and what was expected.

    Args:
        errors: parameter and message of each.
        count: their number, including those that are not listed.
    """

    def __init__(self, errors: list[dict[str, str]], count: int | None = None) -> None:
        super().__init__("wrong input")
        self.errors, self.count = errors, len(errors) if count is None else count

    @classmethod
    def one(cls, parameter: str, message: str) -> "WrongInput":
        """Return the exception of a single error."""
        return cls([{"parameter": parameter, "message": message}])

    @staticmethod
    def error(parameter: str, found: str | None, message: str) -> dict[str, str]:
        """Return an error that says what was found and expected."""
        text = message if found is None else f"found {found}, {message}"
        return {"parameter": parameter[:_SHOWN], "message": text}


def problem(
    request: Request,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """Return the problem as a response."""
    body = Problem.model_validate(
        {
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "instance": quote(request.scope["path"])[:_SHOWN],
            "request_id": request_id(request.scope),
            **more,
        }
    )
    content = body.model_dump_json(exclude_none=True)
    return Response(content, status, headers, MEDIA_TYPE)


async def _http(request: Request, error: HTTPException) -> Response:
    details = {404: "There is nothing at this path.", 405: "This path does not allow this method."}
    given = str(error.detail)
    # Starlette's detail only repeats the title
    said = details.get(error.status_code, given) if given == _phrase(error) else given
    return problem(request, error.status_code, said, error.headers)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    errors = [
        {"parameter": ".".join(str(part) for part in each["loc"][1:]), "message": each["msg"]}
        for each in error.errors()
    ]
    return problem(request, 422, _listed(errors), errors=errors)


async def _wrong(request: Request, error: WrongInput) -> Response:
    rest = error.count - _FEW
    detail = _listed(error.errors[:_FEW]) + (f"; and {rest:,} more" if rest > 0 else "")
    return problem(request, 422, detail, errors=error.errors)


def _listed(errors: list[dict[str, str]]) -> str:
    return "; ".join(f"{each['parameter']}: {each['message']}" for each in errors)


async def _unavailable(request: Request, error: ModelUnavailable | StorageError) -> Response:
    said = "The history cannot be read at the moment: " if isinstance(error, StorageError) else ""
    return problem(request, 503, f"{said}{error}", {"Retry-After": str(RETRY_SECONDS)})


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=CLIENT_GONE)


def unexpected(request: Request) -> Response:
    """Return the response to an unexpected error, without details."""
    detail = "An unexpected error occurred; see the log of the API."
    return problem(request, 500, detail)


def _phrase(error: HTTPException) -> str:
    return HTTPStatus(error.status_code).phrase


_Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]
HANDLERS: Final[dict[int | type[Exception], _Handler]] = {
    HTTPException: _http,
    RequestValidationError: _invalid,
    WrongInput: _wrong,
    ModelUnavailable: _unavailable,
    StorageError: _unavailable,
    ClientDisconnect: _gone,
}
"""The handlers of expected errors; `RequestChecks` handles all others."""
