"""Endpoints about champions, model cards, drift and partitions."""

import re
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from api.pages.markdown_page import Form, respond
from api.results.comparison import compare
from api.results.models import MAX_EVENTS, card_of, champions, is_kept, models, monitoring
from api.routes import dependencies as deps
from api.routes.authorization import with_token
from api.runs.launcher import LaunchError, launch_rollback
from api.runs.partition_list import partitions
from api.schemas.base import OTHER_RUN_ID, RUN_ID, problems
from api.schemas.comparison import RunComparison
from api.schemas.models import Launched, Models, Monitoring
from api.schemas.partitions import Partitions
from api.services import Services
from churn_platform.catalog import CHAMPION, MODELS, RELEASE
from churn_platform.history.lookback import METRICS, RAW

_VERSION = re.compile("[0-9a-f]{16}")
RUN = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CHANGES = [Depends(with_token)]
router = APIRouter(prefix="/api", tags=["models"])
Version = Annotated[
    str,
    Path(description="Version of a champion, see /api/models.", examples=["20d0f471a7c378b0"]),
]
Compared = Annotated[
    list[Annotated[str, Field(pattern=f"^{RUN}$")]],
    Query(
        min_length=2,
        max_length=20,
        description="Ids of two to twenty runs, see /api/model-runs.",
        examples=[[RUN_ID, OTHER_RUN_ID]],
    ),
]


@router.get("/model-runs/compare", responses=problems(404, 503))
def get_comparison(run_id: Compared, services: deps.AppServices) -> RunComparison:
    """The differences between runs that evaluated models.

    Runs whose events were pruned are compared by their entries in the model history.
    """
    runs = []
    for each in run_id:
        results = services.reader.results(each, (*MODELS, RAW))
        results = results or services.model_runs.forgotten(each)
        if METRICS not in results:
            raise HTTPException(
                404, "A run evaluated no models; /api/model-runs lists those that did."
            )
        runs.append(results)
    return compare(runs)


@router.get("/models", responses=problems(503))
def get_models(
    snapshot: deps.CurrentSnapshot, services: deps.AppServices, limit: deps.Limit = 50
) -> Models:
    """The champions, newest first, the newest candidates, and the last decision."""
    events = services.reader.page(CHAMPION, MAX_EVENTS, None)
    return models(snapshot, events, services.settings.data_dir, limit)


@router.get(
    "/models/{version}/card",
    response_class=Response,
    responses={
        200: {"content": {"text/markdown": {}, "text/html": {}}, "description": "The card."},
        304: {"description": "Not modified: the client already has it."},
        **problems(404, 409, 503),
    },
)
def get_model_card(
    version: Annotated[
        str,
        Path(description="Version of a champion, or `champion`.", examples=["champion"]),
    ],
    request: Request,
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    format: Annotated[
        Form | None, Query(description="`html` or `markdown`, regardless of the Accept header.")
    ] = None,
) -> Response:
    """The model card of a champion: intended use, performance and limits.

    Markdown, or an HTML page for a client that prefers `text/html`, such as a browser.
    """
    known = version == "champion" or _VERSION.fullmatch(version)
    file = card_of(services.reader.page, snapshot, version) if known else None
    if file is None:
        raise HTTPException(404, "There is no model card of this champion; /api/models lists them.")
    return respond(request, services.settings.data_dir, file, format)


@router.post(
    "/models/release",
    status_code=202,
    dependencies=_CHANGES,
    responses=problems(401, 403, 503),
)
async def post_release(services: deps.AppServices) -> Launched:
    """Release a held champion: the champion rule decides again. Launches a run."""
    return await _launched(services, RELEASE)


@router.post(
    "/models/{version}/rollback",
    status_code=202,
    dependencies=_CHANGES,
    responses=problems(401, 403, 404, 503),
)
async def post_rollback(version: Version, services: deps.AppServices) -> Launched:
    """Let a former champion serve until it is released. Launches a run."""
    events = await services.pool.run(partial(services.reader.page, CHAMPION, MAX_EVENTS, None))
    found = champions(events).get(version)
    if found is None:
        raise HTTPException(404, "There was no such champion; /api/models lists champions.")
    if not is_kept(found[1], services.settings.data_dir):
        raise HTTPException(404, "The files of this champion are no longer kept.")
    return await _launched(services, version)


@router.get("/monitoring", responses=problems(503))
async def get_monitoring(snapshot: deps.CurrentSnapshot, root_path: deps.RootPath) -> Monitoring:
    """Drift of the newest batch from the serving model's training data.

    Before the first report the response has the same shape, with `state: "no data yet"` and nulls.
    """
    return monitoring(snapshot, root_path)


@router.get("/partitions", responses=problems(503))
def get_partitions(
    snapshot: deps.CurrentSnapshot,
    services: deps.AppServices,
    older: deps.Older,
    limit: deps.Limit = 50,
) -> Partitions:
    """The months or days of a dated source, newest first: rows, scores, champion and drift.

    For a source with one table the response has the same shape, with an empty list.
    """
    found = services.reader.partitions(limit + 1, older)
    return partitions(snapshot, services.settings.partitioning, found, limit)


async def _launched(services: Services, version: str) -> Launched:
    partition = await services.current_partition()
    work = partial(launch_rollback, services.launch, version, partition)
    try:
        return Launched(run_id=await services.pool.run(work))
    except LaunchError as error:
        raise HTTPException(503, str(error)) from None
