"""Requests and responses about runs."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from api.schemas.base import RUN_ID, TIME, Answer, doc
from churn_platform.catalog import ASSETS, MATERIALIZE_JOB, WRITING_JOBS

JOBS: Final = tuple(job for job in WRITING_JOBS if job != MATERIALIZE_JOB)


class RunRequest(BaseModel):
    """What to compute: some assets, or a job."""

    model_config = ConfigDict(extra="forbid", strict=True)

    assets: list[str] | None = doc(
        "Keys of assets, see /api/assets.", min_length=1, max_length=len(ASSETS), default=None
    )
    job: Literal[JOBS] | None = doc("A job.", default=None)  # type: ignore[valid-type]
    config: dict[str, Any] | None = doc(
        "Run configuration, as in the Launchpad of the Dagster UI.", default=None
    )
    partition: str | None = doc(
        "Key of a month or day, for a dated source; default: the last complete one"
        " if the run fetches the source, else the current one.",
        min_length=1,
        max_length=20,
        default=None,
    )


RUN_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": RunRequest.model_json_schema(),
                "example": {"job": "churn_pipeline"},
            }
        },
    }
}


class RunLaunched(Answer):
    """A launched run."""

    run_id: str = doc("Its id.", RUN_ID)
    status: str = doc("Dagster's status of the run.", "QUEUED")
    link: str = doc("Path for its progress.", f"/api/runs/{RUN_ID}")
    ui: str = doc("Its page in the Dagster UI.", f"http://127.0.0.1:3000/runs/{RUN_ID}")


class RunState(RunLaunched):
    """One run: its progress, or its outcome."""

    job: str = doc(
        "Its job, or the assets that were launched without one, as `materialize: …`.",
        "churn_pipeline",
    )
    trigger: str = doc("What launched it.", "api")
    partition: str | None = doc("Its month or day, for a dated source.", None)
    steps_done: int = doc("Number of steps that have ended.", 7)
    steps: int | None = doc("Total number of steps; null until known.", 21)
    current_step: str | None = doc("The step in progress.", "model_metrics")
    started: datetime | None = doc("Time of its start.", TIME)
    ended: datetime | None = doc("Time at which it ended.", None)
    outcome: str | None = doc(
        "`unchanged`, `new data`, `recomputed`, `trained` or `refused`.", "trained"
    )
    error: str | None = doc("Why it failed, on one line.", None)
