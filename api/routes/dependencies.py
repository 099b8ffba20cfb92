"""What endpoints ask for."""

from typing import Annotated

from fastapi import Depends, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError

from api.schemas.checks import Status
from api.services import Services
from api.serving.verification import current_contract
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import ASSETS
from churn_platform.config.contracts.contract import Contract
from churn_platform.history.paging import Position, read_cursor, read_key, read_position


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


AppServices = Annotated[Services, Depends(_services)]


async def _snapshot(services: AppServices) -> Snapshot:
    return await services.cache.get()


def _contract(services: AppServices) -> Contract:
    return current_contract(services.settings)


async def _root_path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


_CURSOR = Query(
    max_length=64,
    description="`next_cursor` of the page before.",
    examples=["YmVmb3JlOjEyMzQ"],
)


def _before(cursor: Annotated[str | None, _CURSOR] = None) -> int | None:
    try:
        return None if cursor is None else read_cursor(cursor)
    except ValueError as error:
        raise _no_cursor(error) from None


def _after(cursor: Annotated[str | None, _CURSOR] = None) -> Position:
    try:
        return Position() if cursor is None else read_position(cursor)
    except ValueError as error:
        raise _no_cursor(error) from None


def older(cursor: Annotated[str | None, _CURSOR] = None) -> str | None:
    """Return the key of the last partition on the page before."""
    try:
        return None if cursor is None else read_key(cursor)
    except ValueError as error:
        raise _no_cursor(error) from None


def _no_cursor(error: ValueError) -> RequestValidationError:
    problem = {"loc": ("query", "cursor"), "msg": str(error), "type": "value_error"}
    return RequestValidationError([problem])


async def _known_key(
    key: Annotated[str, Path(description="Asset key.", examples=["model_metrics"])],
) -> str:
    if key not in ASSETS:
        raise HTTPException(404, "There is no such asset; /api/assets lists them.")
    return key


def _of_asset(
    asset: Annotated[
        str | None,
        Query(description="Only the checks of this asset.", examples=["clean_customers"]),
    ] = None,
) -> str | None:
    if asset is not None and asset not in ASSETS:
        message = "not an asset; /api/assets lists them"
        problem = {"loc": ("query", "asset"), "msg": message, "type": "value_error"}
        raise RequestValidationError([problem])
    return asset


CurrentSnapshot = Annotated[Snapshot, Depends(_snapshot)]
CurrentContract = Annotated[Contract, Depends(_contract)]
RootPath = Annotated[str, Depends(_root_path)]
Before = Annotated[int | None, Depends(_before)]
After = Annotated[Position, Depends(_after)]
OfAsset = Annotated[str | None, Depends(_of_asset)]
OfStatus = Annotated[
    Status | None,
    Query(
        description="Only these: `passed`, `failed`, `not evaluated` or `unreadable`.",
        examples=["failed"],
    ),
]
AssetKey = Annotated[str, Depends(_known_key)]
Limit = Annotated[int, Query(ge=1, le=200, description="Most entries on a page.", examples=[50])]
