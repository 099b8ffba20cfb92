"""Dependencies of the endpoints."""

from typing import Annotated

from fastapi import Depends, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError

from api.middleware.thread_pool import Pool
from api.schemas.checks import Status
from api.serving.tables import Tables
from api.serving.verification import current_contract
from api.snapshot.cache import SnapshotCache
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import ASSETS
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.settings import Settings
from churn_platform.history.metrics_history import ModelRuns
from churn_platform.history.paging import Position, read_cursor, read_key, read_position
from churn_platform.history.reader import Reader


def _cache(request: Request) -> SnapshotCache:
    cache: SnapshotCache = request.app.state.cache
    return cache


async def _snapshot(request: Request) -> Snapshot:
    return await _cache(request).get()


def _reader(request: Request) -> Reader:
    reader: Reader = request.app.state.reader
    return reader


def _model_runs(request: Request) -> ModelRuns:
    runs: ModelRuns = request.app.state.model_runs
    return runs


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


def _tables(request: Request) -> Tables:
    tables: Tables = request.app.state.tables
    return tables


def _contract(request: Request) -> Contract:
    return current_contract(_settings(request))


def _root_path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")


_CURSOR = Query(
    max_length=64,
    description="`next_cursor` of the previous page.",
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
    """Return the key of the last partition on the previous page."""
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
        Query(description="Only checks of this asset.", examples=["clean_customers"]),
    ] = None,
) -> str | None:
    if asset is not None and asset not in ASSETS:
        message = "not an asset; /api/assets lists them"
        problem = {"loc": ("query", "asset"), "msg": message, "type": "value_error"}
        raise RequestValidationError([problem])
    return asset


Cache = Annotated[SnapshotCache, Depends(_cache)]
CurrentSnapshot = Annotated[Snapshot, Depends(_snapshot)]
History = Annotated[Reader, Depends(_reader)]
MetricsHistory = Annotated[ModelRuns, Depends(_model_runs)]
AppSettings = Annotated[Settings, Depends(_settings)]
Work = Annotated[Pool, Depends(_pool)]
CustomerTables = Annotated[Tables, Depends(_tables)]
CurrentContract = Annotated[Contract, Depends(_contract)]
RootPath = Annotated[str, Depends(_root_path)]
Before = Annotated[int | None, Depends(_before)]
After = Annotated[Position, Depends(_after)]
OfAsset = Annotated[str | None, Depends(_of_asset)]
OfStatus = Annotated[
    Status | None,
    Query(
        description="Only with this outcome: `passed`, `failed`, `not evaluated` or `unreadable`.",
        examples=["failed"],
    ),
]
AssetKey = Annotated[str, Depends(_known_key)]
Limit = Annotated[int, Query(ge=1, le=200, description="Maximum entries per page.", examples=[50])]
