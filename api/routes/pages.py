"""HTML pages: the status page, the report and the API documentation."""

from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from api.middleware.problems import ModelUnavailable
from api.pages.api_docs import ASSETS as DOCS_FILES
from api.pages.api_docs import POLICY, docs_document
from api.pages.render import render
from api.pages.status_page import status_page
from api.results.files import respond
from api.routes import dependencies as deps
from api.schemas.base import OTHER_RUN_ID, RUN_ID
from api.serving.verification import current_contract
from churn_platform.config.settings import Settings
from churn_platform.history.lookback import METRICS
from churn_platform.history.reader import Reader
from churn_platform.history.storage.present import StorageError

_FEW = 5  # results; one run may have several, if a step was retried
_FIRST_PATIENCE_SECONDS = 5.0
_NO_REPORT = "There is no report yet; the first complete run creates it."
# The page loads nothing; its own policy also restricts scripts to their hashes.
_REPORT_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
        " img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def get_status(
    request: Request, services: deps.AppServices, root_path: deps.RootPath
) -> Response:
    """The status page; it is available in every state."""
    cache, trend, settings = services.cache, services.trend, services.settings
    patience = settings.api_patience_seconds
    snapshot = await cache.latest(
        patience if cache.snapshot else max(patience, _FIRST_PATIENCE_SECONDS)
    )
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
    request: Request, snapshot: deps.CurrentSnapshot, services: deps.AppServices
) -> Response:
    """The report on the newest results, as one HTML file."""
    served = snapshot.servable.get("churn_report")
    if served is None:
        raise HTTPException(404, _NO_REPORT)
    known = request.headers.get("if-none-match")
    response = respond(services.settings.data_dir, served.file, known)
    response.headers.update(_REPORT_HEADERS)
    return response


@router.get("/docs")
def get_docs(root_path: deps.RootPath) -> Response:
    """The API documentation, with "Try it out"."""
    page = render("docs.html", root=root_path)
    page.headers["Content-Security-Policy"] = POLICY
    return page


@router.get("/docs/openapi.json")
def get_docs_document(
    request: Request, services: deps.AppServices, root_path: deps.RootPath
) -> JSONResponse:
    """The OpenAPI document, with examples from this platform."""
    own_runs = _own_runs(services.reader)
    return JSONResponse(docs_document(request.app.openapi(), root_path, own_runs))


@router.get("/docs/{name}")
def get_docs_file(name: str) -> FileResponse:
    """A script or stylesheet of the documentation."""
    if name not in DOCS_FILES:
        raise HTTPException(404, "The documentation has no such file.")
    path, media_type = DOCS_FILES[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "max-age=3600"})


def _own_runs(reader: Reader) -> dict[str, str]:
    """Return this platform's runs that replace those in the examples.

    If only one run has metrics, it replaces both.
    """
    try:
        entries = reader.page(METRICS, _FEW, None)
    except StorageError:
        return {}
    measured = list(dict.fromkeys(each.run_id for each in entries if not each.unreadable))
    if not measured:
        return {}
    return {RUN_ID: measured[0], OTHER_RUN_ID: measured[min(1, len(measured) - 1)]}


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
