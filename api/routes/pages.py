"""HTML pages: the status page, the report and the API documentation."""

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
from api.schemas.base import OTHER_RUN_ID, RUN_ID
from api.serving.verification import current_contract
from churn_platform.config.settings import Settings
from churn_platform.history.lookback import METRICS
from churn_platform.history.reader import Reader
from churn_platform.history.records import Record
from churn_platform.history.storage.present import StorageError

_FEW = 5  # results; one run may have several, if a step was retried
_FIRST_PATIENCE_SECONDS = 5.0
router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def get_status(
    request: Request, cache: deps.Cache, settings: deps.AppSettings, root_path: deps.RootPath
) -> Response:
    """The status page; it is available in every state."""
    try:
        patience = settings.api_patience_seconds
        await cache.get(patience if cache.snapshot else max(patience, _FIRST_PATIENCE_SECONDS))
    except StorageError:
        pass  # the cache records why
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
    """The report on the newest results, as one HTML file."""
    return report_response(snapshot, settings, if_none_match)


@router.get("/docs")
def get_docs(root_path: deps.RootPath) -> Response:
    """The API documentation, with "Try it out"."""
    page = render("docs.html", root=root_path)
    page.headers["Content-Security-Policy"] = POLICY
    return page


@router.get("/docs/openapi.json")
def get_docs_document(
    request: Request, reader: deps.History, root_path: deps.RootPath
) -> JSONResponse:
    """The OpenAPI document, with examples from this platform."""
    there = _there(reader)
    return JSONResponse(docs_document(request.app.openapi(), root_path, there))


@router.get("/docs/{name}")
def get_docs_file(name: str) -> FileResponse:
    """A script or stylesheet of the documentation."""
    if name not in DOCS_FILES:
        raise HTTPException(404, "The documentation has no such file.")
    path, media_type = DOCS_FILES[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "max-age=3600"})


def _there(reader: Reader) -> dict[str, str]:
    """Return this platform's runs that replace those in the examples.

    If only one run has metrics, it replaces both.
    """
    try:
        entries = reader.page(METRICS, _FEW, None)
    except StorageError:
        return {}
    measured = list(dict.fromkeys(each.run_id for each in entries if isinstance(each, Record)))
    if not measured:
        return {}
    return {RUN_ID: measured[0], OTHER_RUN_ID: measured[min(1, len(measured) - 1)]}


def _trend(request: Request) -> Trend:
    trend: Trend = request.app.state.trend
    return trend


def _unit(settings: Settings) -> str:
    """Return the currency; "" if the contract is invalid."""
    try:
        contract = current_contract(settings)
    except ModelUnavailable:
        return ""
    return contract[contract.revenue].unit if contract.revenue else ""


def _host(request: Request) -> str | None:
    try:
        return request.url.hostname
    except ValueError:  # an invalid Host header
        return None
