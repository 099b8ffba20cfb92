"""Endpoint about the months or days of a dated source."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.routes import dependencies as deps
from api.runs.partition_list import partitions
from api.schemas.base import problems
from api.schemas.partitions import Partitions

router = APIRouter(prefix="/api", tags=["models"])
Older = Annotated[str | None, Depends(deps.older)]


@router.get("/partitions", responses=problems(503))
def get_partitions(
    snapshot: deps.CurrentSnapshot,
    reader: deps.History,
    settings: deps.AppSettings,
    older: Older,
    limit: deps.Limit = 50,
) -> Partitions:
    """The months or days of a dated source, newest first: rows, scores, champion and drift.

    For a source with one table the response has the same shape, with an empty list.
    """
    found = reader.partitions(limit + 1, older)
    return partitions(snapshot, settings.partitioning, found, limit)
