"""Endpoint that scores given customers."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.routes import dependencies as deps
from api.schemas.base import problems
from api.schemas.predictions import PREDICTIONS_BODY, Predictions
from api.serving.model import Serving
from api.serving.predictions import customers_in, is_short, predictions

router = APIRouter(prefix="/api")


@router.post(
    "/predictions",
    tags=["predictions"],
    response_model=Predictions,
    responses=problems(400, 408, 413, 415, 422, 503),
    openapi_extra=PREDICTIONS_BODY,
)
async def post_predictions(
    request: Request, snapshot: deps.CurrentSnapshot, services: deps.AppServices
) -> Response:
    """Score customers: probability, risk band, and the features that raise it most.

    Fields are named by the source's headers or by our names. A value that is missing or unknown to
    the model is treated as missing and reported in `warnings`; an invalid one is refused with 422,
    naming customer, field, found and expected. Nothing is stored.
    """
    body = await services.bodies.read(request)

    def work(loaded: Serving | None = None) -> bytes:
        given = customers_in(body, services.settings.api_max_predictions)
        return predictions(*given, loaded or services.models.get(snapshot))

    if is_short(body) and (loaded := services.models.loaded(snapshot)):
        content = work(loaded)  # takes less time than to hand it to another thread
    else:
        content = await services.pool_for(body).run(work)
    return Response(content, media_type="application/json")
