"""Endpoint for Prometheus."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.routes import dependencies as deps
from api.status.prometheus import MEDIA_TYPE, Metrics
from churn_platform.history.storage.present import StorageError

router = APIRouter(tags=["platform"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "Prometheus' text format."}},
)
async def get_prometheus(
    request: Request, cache: deps.Cache, settings: deps.AppSettings
) -> Response:
    """Runs, ticks, results, scores and the API's own requests, for Prometheus.

    It is served from memory, and has nothing about single customers.
    """
    try:
        await cache.get(settings.api_patience_seconds)
    except StorageError:
        pass  # the cache records why
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), media_type=MEDIA_TYPE)
