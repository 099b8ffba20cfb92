"""Endpoints about runs: launch, progress, cancel. All need the token."""

import asyncio
import re
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Request, Response

from api.middleware.problems import WrongInput
from api.pages.status_runs import ui_address
from api.routes import dependencies as deps
from api.routes.authorization import with_token
from api.runs.exclusive import InProgress, OtherBody
from api.runs.launcher import ConfigError, LaunchError
from api.runs.partition_list import partition_for
from api.runs.requests import wanted
from api.schemas.base import RUN_ID, problems
from api.schemas.runs import RUN_BODY, RunLaunched, RunState
from api.services import Services
from churn_platform.config.settings import Settings
from churn_platform.history.records import RunProgress

_MAX_BYTES: Final = 200_000
_QUEUED: Final = "QUEUED"
_CANCELING: Final = "CANCELING"
_BEFORE: Final = (_QUEUED, "NOT_STARTED", "STARTING")
# together longer than the daemon's interval for checking the queue
_LOOKS: Final = 6
_LOOK_SECONDS: Final = 0.5
_ID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
router = APIRouter(
    prefix="/api",
    tags=["runs"],
    dependencies=[Depends(with_token)],
    responses=problems(401, 403, 503),
)
RunId = Annotated[str, Path(description="Id of a run.", examples=[RUN_ID])]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of your own: a repeated request with the same key launches nothing.",
    ),
]


@router.post(
    "/materializations",
    status_code=202,
    responses=problems(400, 408, 409, 413, 415, 422),
    openapi_extra=RUN_BODY,
)
async def post_materialization(
    request: Request,
    response: Response,
    services: deps.AppServices,
    root_path: deps.RootPath,
    idempotency_key: Key = None,
) -> RunLaunched:
    """Launch a run of some `assets` or of a `job`, with an optional `config`.

    For a dated source the run is for one `partition`, a month or day.

    One run at a time: while one is in progress the response is 409 and names it. With an
    `Idempotency-Key`, a repeated request returns the run that the first one launched.
    """
    asked = wanted(await services.bodies.read(request, _MAX_BYTES))
    partitioning = services.settings.partitioning
    partition = partition_for(asked, partitioning, await services.current_partition())
    try:
        run_id = await services.exclusive.run(services.pool, asked, idempotency_key, partition)
    except InProgress as error:
        detail = f"Run {error.run.id} is in progress ({error.run.status}); wait until it ends."
        raise HTTPException(409, detail) from None
    except OtherBody:
        message = "this key was already used with another request"
        raise WrongInput.one("Idempotency-Key", message) from None
    except ConfigError as error:
        raise WrongInput.one("config", str(error)) from None
    except LaunchError as error:
        raise HTTPException(503, str(error)) from None
    found = await services.pool.run(partial(services.reader.run, run_id))
    links = _links(run_id, services.settings, root_path)
    response.headers["Location"] = links["link"]
    return RunLaunched(run_id=run_id, status=found.run.status if found else _QUEUED, **links)


@router.get("/runs/{id}", responses=problems(404))
async def get_run(id: RunId, services: deps.AppServices, root_path: deps.RootPath) -> RunState:
    """One run: its progress, or its outcome."""
    return _state(await _found(id, services), services.settings, root_path)


@router.delete("/runs/{id}", status_code=202, responses=problems(404, 409))
async def delete_run(id: RunId, services: deps.AppServices, root_path: deps.RootPath) -> RunState:
    """Cancel a run: it ends when the step in progress notices; results before it stay.

    For a run that is about to start, the response takes three seconds.
    """
    progress = await _found(id, services)
    if progress.run.ended:
        raise HTTPException(409, f"Run {id} has already ended ({progress.run.status}).")
    error = await _cancel(id, services)
    if progress.run.status in _BEFORE:
        # the daemon may dequeue it at this moment and start it anyway
        for _ in range(_LOOKS):
            await asyncio.sleep(_LOOK_SECONDS)
            progress = await _found(id, services)
            gone = progress.run.ended or progress.run.status == _CANCELING
            error = None if gone else await _cancel(id, services)
    if error is not None:
        raise HTTPException(503, str(error))
    return _state(await _found(id, services), services.settings, root_path)


async def _cancel(id: str, services: Services) -> LaunchError | None:
    try:
        await services.pool.run(partial(services.launch.cancel, id))
    except LaunchError as error:
        return error
    return None


async def _found(id: str, services: Services) -> RunProgress:
    found = await services.pool.run(partial(services.reader.run, id)) if _ID.fullmatch(id) else None
    if found is None:
        raise HTTPException(404, "There is no run with this id.")
    return found


def _state(progress: RunProgress, settings: Settings, root_path: str) -> RunState:
    run = progress.run
    return RunState(
        run_id=run.id,
        status=run.status,
        job=run.job,
        trigger=run.trigger,
        partition=run.partition,
        steps_done=progress.done,
        steps=progress.total,
        current_step=progress.current,
        started=run.start,
        ended=run.end,
        outcome=progress.outcome,
        error=progress.error,
        **_links(run.id, settings, root_path),
    )


def _links(run_id: str, settings: Settings, root_path: str) -> dict[str, str]:
    return {
        "link": f"{root_path}/api/runs/{run_id}",
        "ui": f"{ui_address(settings)}/runs/{run_id}",
    }
