"""The pages for people: the status page, the report and the documentation of the API."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from api.middleware.problems import ModelUnavailable
from api.pages.api_docs import ASSETS as DOCS_FILES
from api.pages.api_docs import POLICY, docs_document
from api.pages.render import render
from api.pages.status_page import status_page
from api.results.report import report_response
from api.results.trend import Trend
from api.routes import dependencies as deps
from api.schemas.base import RUN_ID, VERSION
from api.serving.verification import current_contract
from api.snapshot.cache import SnapshotCache
from api.snapshot.champion import champion_of
from api.snapshot.snapshot import Snapshot
from churn_platform.catalog import CHAMPION
from churn_platform.config.settings import Settings
from churn_platform.history.storage.present import StorageError

_PATIENCE_SECONDS, _FIRST_PATIENCE_SECONDS = 1.0, 5.0
router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def get_status(
    request: Request, cache: deps.Cache, settings: deps.AppSettings, root_path: deps.RootPath
) -> Response:
    """How the platform does, in one page; it answers in every state."""
    snapshot, trend = await _newest(cache), _trend(request)
    if trend.is_current(snapshot):
        points = trend.points(snapshot)
    else:
        points = await run_in_threadpool(trend.points, snapshot)
    page = status_page(
        snapshot,
        cache.trouble,
        datetime.now(UTC),
        settings,
        points=points,
        unit=_unit(settings),
        host=_host(request),
        root=root_path,
    )
    return render("status.html", page=page)


@router.api_route("/report", methods=["GET", "HEAD"])
def get_report(
    snapshot: deps.CurrentSnapshot,
    settings: deps.AppSettings,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The report of the newest results, as one file."""
    return report_response(snapshot, settings, if_none_match)


@router.get("/docs")
def get_docs(root_path: deps.RootPath) -> Response:
    """The endpoints, which can be tried out."""
    page = render("docs.html", root=root_path)
    page.headers["Content-Security-Policy"] = POLICY
    return page


@router.get("/docs/openapi.json")
async def get_docs_document(
    request: Request, cache: deps.Cache, root_path: deps.RootPath
) -> JSONResponse:
    """The OpenAPI document with examples of this platform."""
    there = _there(await _newest(cache))
    return JSONResponse(docs_document(request.app.openapi(), root_path, there))


@router.get("/docs/{name}")
def get_docs_file(name: str) -> FileResponse:
    """A script or style of the page."""
    if name not in DOCS_FILES:
        raise HTTPException(404, "There is no such file of the documentation.")
    path, media_type = DOCS_FILES[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "max-age=3600"})


async def _newest(cache: SnapshotCache) -> Snapshot | None:
    """Return the newest snapshot, an older one where the storage does not answer."""
    try:
        await cache.get(_PATIENCE_SECONDS if cache.snapshot else _FIRST_PATIENCE_SECONDS)
    except StorageError:
        pass  # the cache remembers why
    return cache.snapshot


def _there(snapshot: Snapshot | None) -> dict[str, str]:
    """Return what this platform has in the place of ids in the documentation's examples."""
    if snapshot is None:
        return {}
    champion = champion_of(snapshot.facts.newest.get(CHAMPION))
    measured = snapshot.facts.newest.get("model_metrics")
    found = {VERSION: champion.version} if champion else {}
    return found | ({RUN_ID: measured.run_id} if measured else {})


def _trend(request: Request) -> Trend:
    trend: Trend = request.app.state.trend
    return trend


def _unit(settings: Settings) -> str:
    """Return the unit of money; the page shows numbers without it when the contract is broken."""
    try:
        contract = current_contract(settings)
    except ModelUnavailable:
        return ""
    return contract[contract.revenue].unit if contract.revenue else ""


def _host(request: Request) -> str | None:
    try:
        return request.url.hostname
    except ValueError:  # a Host header that is none
        return None
