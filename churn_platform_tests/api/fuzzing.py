"""Schemathesis, as its own command, against a running API."""

import subprocess
import sys
from pathlib import Path

import dagster as dg

from api.schemas.base import RUN_ID
from churn_platform.catalog import CHURN_PIPELINE
from churn_platform_tests.api.trained import customers, looked_up, promote, record, score, trained
from churn_platform_tests.api.world import World

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
)


def fill(world: World) -> None:
    """Record something for every endpoint to answer with."""
    world.make()
    score(world, trained(), promote(world, trained()))
    record(world, "unlabelled_customers", looked_up(world, "unlabelled_customers", customers()[:0]))
    run = dg.DagsterRun(CHURN_PIPELINE, RUN_ID, status=dg.DagsterRunStatus.FAILURE)
    world.instance.add_run(run)


def fuzz(
    address: str, folder: Path, token: str | None, examples: int, *more: str
) -> subprocess.CompletedProcess[str]:
    """Ask every endpoint of the API at this address what its document allows, and what not.

    Args:
        address: of the API.
        folder: for what Schemathesis remembers.
        token: is sent with each request, if there is one.
        examples: how many requests for each endpoint, beside those at the edges of each parameter.
        more: arguments for Schemathesis.
    """
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
    command += ["--checks", ",".join(CHECKS), "--max-examples", str(examples), "--seed", "42"]
    command += ["--phases", "examples,coverage,fuzzing", "--mode", "all"]
    command += ["--request-timeout", "30", *more]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=3600)
