"""Dependencies of the endpoints."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, HTTPException, Path, Query, Request

from api.middleware.problems import WrongInput
from api.schemas.checks import Status
from api.services import Services
from api.serving.verification import current_contract
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import ASSETS, LONGEST_PAGE
from churn_platform.config.contracts.contract import Contract
from churn_platform.history.paging import Position, read_cursor, read_key, read_position

_Place = TypeVar("_Place")


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


AppServices = Annotated[Services, Depends(_services)]


async def _snapshot(services: AppServices) -> Snapshot:
    return await services.cache.get()


async def _contract(services: AppServices) -> Contract:
    return current_contract(services.settings)


async def _root_path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


_CURSOR = Query(
    max_length=64,
    description="`next_cursor` of the previous page.",
    examples=["YmVmb3JlOjEyMzQ"],
)
Cursor = Annotated[str | None, _CURSOR]


def _place(cursor: str | None, read: Callable[[str], _Place], start: _Place) -> _Place:
    """Return the place in a list that a cursor names; `start` without one."""
    try:
        return start if cursor is None else read(cursor)
    except ValueError as error:
        raise WrongInput.one("cursor", str(error)) from None


async def _before(cursor: Cursor = None) -> int | None:
    return _place(cursor, read_cursor, None)


async def _after(cursor: Cursor = None) -> Position:
    return _place(cursor, read_position, Position())


async def _older(cursor: Cursor = None) -> str | None:
    return _place(cursor, read_key, None)


async def _known_key(
    key: Annotated[str, Path(description="Asset key.", examples=["model_metrics"])],
) -> str:
    if key not in ASSETS:
        raise HTTPException(404, "There is no such asset; /api/assets lists them.")
    return key


async def _of_asset(
    asset: Annotated[
        str | None,
        Query(description="Only checks of this asset.", examples=["clean_customers"]),
    ] = None,
) -> str | None:
    if asset is not None and asset not in ASSETS:
        raise WrongInput.one("asset", "not an asset; /api/assets lists them")
    return asset


CurrentSnapshot = Annotated[Snapshot, Depends(_snapshot)]
CurrentContract = Annotated[Contract, Depends(_contract)]
RootPath = Annotated[str, Depends(_root_path)]
Before = Annotated[int | None, Depends(_before)]
After = Annotated[Position, Depends(_after)]
Older = Annotated[str | None, Depends(_older)]
OfAsset = Annotated[str | None, Depends(_of_asset)]
OfStatus = Annotated[
    Status | None,
    Query(
        description="Only with this outcome: `passed`, `failed`, `not evaluated` or `unreadable`.",
        examples=["failed"],
    ),
]
AssetKey = Annotated[str, Depends(_known_key)]
Limit = Annotated[
    int, Query(ge=1, le=LONGEST_PAGE, description="Maximum entries per page.", examples=[50])
]
