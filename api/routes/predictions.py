"""Endpoint that scores given customers."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.middleware.bodies import lane_of, read_body
from api.routes import dependencies as deps
from api.schemas.base import problems
from api.schemas.predictions import PREDICTIONS_BODY, Predictions
from api.serving.model import ModelCache
from api.serving.predictions import predictions
from api.snapshot.snapshot import Snapshot

router = APIRouter(prefix="/api")


@router.post(
    "/predictions",
    tags=["predictions"],
    response_model=Predictions,
    responses=problems(400, 408, 413, 415, 422, 503),
    openapi_extra=PREDICTIONS_BODY,
)
async def post_predictions(
    request: Request, snapshot: deps.CurrentSnapshot, settings: deps.AppSettings
) -> Response:
    """Score customers: probability, risk band, and the features that raise it most.

    Fields are named by the source's headers or by our names. A value that is missing or unknown to
    the model is treated as missing and reported in `warnings`; an invalid one is refused with 422,
    naming customer, field, found and expected. Nothing is stored.
    """
    body = await read_body(request)
    models: ModelCache = request.app.state.models
    work = partial(_answer, body, models, snapshot, settings.api_max_predictions)
    return Response(await lane_of(request, body).run(work), media_type="application/json")


def _answer(body: bytearray, models: ModelCache, snapshot: Snapshot, maximum: int) -> bytes:
    return predictions(body, models.get(snapshot), maximum)
