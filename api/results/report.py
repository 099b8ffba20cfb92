"""The report for people who never open Dagster: the file of the newest one, as it was recorded."""

from pathlib import Path

from fastapi import HTTPException
from fastapi.responses import Response

from api.results import files
from api.snapshot.snapshot import Snapshot

_KEY = "churn_report"
# The page holds all of its own; its own policy narrows this one to the hashes of its scripts.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
        " img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_NONE_YET = "There is no report yet: it comes with the first run that computes everything."


def report_response(snapshot: Snapshot, data_dir: Path, if_none_match: str | None) -> Response:
    """Return the newest report, or 304 for a client that has it already.

    Args:
        snapshot: of the storage; says which report is the newest.
        data_dir: where recorded files lie.
        if_none_match: the header of that name, if the request has one.

    Raises:
        HTTPException: 404 before the first report or when its file is gone, 409 when the file is
            not the recorded one.
    """
    served = snapshot.servable.get(_KEY)
    if served is None:
        raise HTTPException(404, _NONE_YET)
    response = files.respond(data_dir, served.file, if_none_match)
    response.headers.update(_HEADERS)
    return response
