"""Endpoint for Prometheus."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.routes import dependencies as deps
from api.status.prometheus import MEDIA_TYPE

router = APIRouter(tags=["platform"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "Prometheus' text format."}},
)
async def get_prometheus(services: deps.AppServices) -> Response:
    """Runs, ticks, results, scores and the API's own requests, for Prometheus.

    It is served from memory, and has nothing about single customers.
    """
    await services.cache.latest(services.settings.api_patience_seconds)
    return Response(services.metrics.text(), media_type=MEDIA_TYPE)
