"""Endpoints about the platform, its results and files."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from api.pages.markdown_page import Form, respond
from api.results import answers
from api.results.checks import checks
from api.results.warnings import result_warnings
from api.routes import dependencies as deps
from api.routes.authorization import NO_STORE, Credentials, check_token, is_trusted
from api.schemas.assets import Artifacts, AssetDetail, Assets, History
from api.schemas.base import problems
from api.schemas.checks import Checks
from api.schemas.details import Details
from api.schemas.health import Health
from api.schemas.metrics import Metrics, ModelRuns
from api.serving.rejected_values import with_examples
from api.status.health import health
from api.status.machine import machine_reasons

_503 = problems(503)
_404 = problems(404)
router = APIRouter(prefix="/api")


@router.get("/health", tags=["platform"])
async def get_health(services: deps.AppServices) -> Health:
    """Whether the platform works: `ok`, `degraded` with reasons, or `no data yet`.

    The status code is 200 in every state.
    """
    cache, settings = services.cache, services.settings
    snapshot = await cache.latest(settings.api_patience_seconds)
    facts = snapshot.facts if snapshot else None
    machine = machine_reasons(facts, settings)
    results = result_warnings(facts, settings)
    ready = services.models.is_loaded
    return health(facts, cache.trouble, datetime.now(UTC), machine, results, ready)


@router.get("/details", tags=["platform"], responses=_503)
async def get_details(snapshot: deps.CurrentSnapshot) -> Details:
    """The last run, the last check of the source, its newest table and every asset's result.

    Before the first run the response has the same shape, with `state: "no data yet"` and nulls.
    """
    return answers.details(snapshot)


@router.get("/metrics", tags=["models"], response_model=Metrics, responses=_503)
async def get_metrics(snapshot: deps.CurrentSnapshot) -> Response:
    """The newest metrics of both models and the baseline, on the same held-out customers.

    Before the first run the response has the same shape, with `state: "no data yet"` and nulls.
    """
    return Response(snapshot.metrics_json, media_type="application/json")


@router.get("/model-runs", tags=["models"], response_model=ModelRuns, responses=_503)
def get_model_runs(
    services: deps.AppServices, after: deps.After, limit: deps.Limit = 50
) -> Response:
    """The history of the metrics, newest first, in pages that stay stable while runs arrive.

    An entry that cannot be read is marked and does not end the list. Where maintenance has removed
    old events, the list continues from the model history: one entry per version of the metrics,
    with the headline scores and `from_history`.
    """
    page = answers.model_runs(services.model_runs.page(limit + 1, after), after, limit)
    # rendered here: FastAPI would validate the whole response a second time
    return Response(page.model_dump_json(exclude_unset=True), media_type="application/json")


@router.get("/artifacts", tags=["artifacts"], responses=_503)
async def get_artifacts(snapshot: deps.CurrentSnapshot, root_path: deps.RootPath) -> Artifacts:
    """All current files, with hash, origin and link, and whether they are complete.

    The models are those of the newest metrics.
    """
    return answers.artifacts(snapshot, root_path)


@router.get(
    "/artifacts/{id}",
    tags=["artifacts"],
    response_class=Response,
    responses={
        200: {"content": {"*/*": {}}, "description": "The file."},
        304: {"description": "Not modified: the client already has it."},
        **problems(401, 403, 404, 409, 503),
    },
    openapi_extra={"security": [{}]},  # for most files: only private ones need it
)
@router.head("/artifacts/{id}", include_in_schema=False)
def get_artifact(
    id: Annotated[
        str,
        Path(
            description="A file's id, or an asset key for its primary file.",
            examples=["tenure_histogram"],
        ),
    ],
    request: Request,
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    credentials: Credentials,
    format: Annotated[
        Form | None,
        Query(description="For Markdown: `html` or `markdown`, regardless of the Accept header."),
    ] = None,
) -> Response:
    """The file's content, with its SHA-256 as ETag. Files about single customers need the token.

    A browser gets Markdown as a page, unless `format=markdown` is requested.

    Returns 404 if it is missing, and 409 if it differs from the one that its run recorded.
    """
    served = snapshot.servable.get(id)
    if served is None:
        raise HTTPException(404, "There is no such artifact; /api/artifacts lists them.")
    if served.file.private:
        check_token(services.settings, credentials)
    return respond(request, services.settings.data_dir, served.file, format)


@router.get("/assets", tags=["assets"], responses=_503)
async def get_assets(snapshot: deps.CurrentSnapshot) -> Assets:
    """All assets with their newest results, in the order of the graph."""
    return answers.assets(snapshot)


@router.get("/assets/{key}", tags=["assets"], responses={**_404, **_503})
async def get_asset(key: deps.AssetKey, snapshot: deps.CurrentSnapshot) -> AssetDetail:
    """One asset, with the metadata of its newest result."""
    return answers.asset_detail(snapshot, key)


@router.get("/assets/{key}/materializations", tags=["assets"], responses={**_404, **_503})
def get_materializations(
    key: deps.AssetKey, services: deps.AppServices, before: deps.Before, limit: deps.Limit = 50
) -> History:
    """The history of one asset, newest first, in pages that stay stable while runs arrive."""
    return answers.history(services.reader.page(key, limit + 1, before), limit)


@router.get("/checks", tags=["assets"], responses=_503, openapi_extra={"security": [{}]})
async def get_checks(
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    credentials: Credentials,
    response: Response,
    asset: deps.OfAsset = None,
    status: deps.OfStatus = None,
) -> Checks:
    """All checks of the assets, with what the newest evaluation found and expected.

    If a run ends before a check is evaluated, the previous evaluation is returned. With the token,
    `details` has `examples` of values that violate a rule, shortened.
    """
    found = checks(snapshot, asset, status)
    if not is_trusted(services.settings, credentials):
        return found
    response.headers.update(NO_STORE)
    return await services.pool.run(
        partial(with_examples, found, snapshot, services.settings.data_dir)
    )
