"""The pages for people: the status page, the report and the documentation of the API."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from api.middleware.problems import ModelUnavailable
from api.pages.api_docs import POLICY, docs_page
from api.pages.render import render
from api.pages.status_page import status_page
from api.results.report import report_response
from api.results.trend import Trend
from api.routes import dependencies as deps
from api.schemas.base import OTHER_RUN_ID, RUN_ID
from api.serving.verification import current_contract
from churn_platform.config.settings import Settings
from churn_platform.history.lookback import METRICS
from churn_platform.history.reader import Reader
from churn_platform.history.records import Record
from churn_platform.history.storage.present import StorageError

_FEW = 5  # results; of one run there may be several, where a step was repeated
_PATIENCE_SECONDS, _FIRST_PATIENCE_SECONDS = 1.0, 5.0
router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def get_status(
    request: Request, cache: deps.Cache, settings: deps.AppSettings, root_path: deps.RootPath
) -> Response:
    """How the platform does, in one page; it answers in every state."""
    try:
        await cache.get(_PATIENCE_SECONDS if cache.snapshot else _FIRST_PATIENCE_SECONDS)
    except StorageError:
        pass  # the cache remembers why
    snapshot, trend = cache.snapshot, _trend(request)
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
def get_docs(request: Request, root_path: deps.RootPath, reader: deps.History) -> HTMLResponse:
    """The endpoints, with requests that can be pasted; it answers in every state."""
    page = docs_page(request.app.openapi(), root_path, _address(request), _there(reader))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def _address(request: Request) -> str:
    try:
        return f"{request.url.scheme}://{request.url.netloc}"
    except ValueError:  # a Host header that is none
        return ""


def _there(reader: Reader) -> dict[str, str]:
    """Return what this platform has in the place of ids in the documentation's examples."""
    try:
        entries = reader.page(METRICS, _FEW, None)
    except StorageError:
        return {}
    measured = dict.fromkeys(each.run_id for each in entries if isinstance(each, Record))
    return dict(zip((RUN_ID, OTHER_RUN_ID), measured, strict=False))


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
