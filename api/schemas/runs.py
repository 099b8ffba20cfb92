"""Requests and responses about runs."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.base import RUN_ID, TIME, Answer
from churn_platform.catalog import ASSETS, MATERIALIZE_JOB, WRITING_JOBS

JOBS: Final = tuple(job for job in WRITING_JOBS if job != MATERIALIZE_JOB)


class RunRequest(BaseModel):
    """What to compute: some assets, or a job."""

    model_config = ConfigDict(extra="forbid", strict=True)

    assets: list[str] | None = Field(
        None, min_length=1, max_length=len(ASSETS), description="Keys of assets, see /api/assets."
    )
    job: Literal[JOBS] | None = Field(None, description="A job.")  # type: ignore[valid-type]
    config: dict[str, Any] | None = Field(
        None, description="Run configuration, as in the Launchpad of the Dagster UI."
    )
    partition: str | None = Field(
        None,
        min_length=1,
        max_length=20,
        description="Key of a month or day, for a dated source; default: the last complete one"
        " if the run fetches the source, else the current one.",
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

    run_id: str = Field(description="Its id.", examples=[RUN_ID])
    status: str = Field(description="Dagster's status of the run.", examples=["QUEUED"])
    link: str = Field(description="Path for its progress.", examples=[f"/api/runs/{RUN_ID}"])
    ui: str = Field(
        description="Its page in the Dagster UI.", examples=[f"http://127.0.0.1:3000/runs/{RUN_ID}"]
    )


class RunState(RunLaunched):
    """One run: its progress, or its outcome."""

    job: str = Field(
        description="Its job, or the assets that were launched without one, as `materialize: …`.",
        examples=["churn_pipeline"],
    )
    trigger: str = Field(description="What launched it.", examples=["api"])
    partition: str | None = Field(
        description="Its month or day, for a dated source.", examples=[None]
    )
    steps_done: int = Field(description="Number of steps that have ended.", examples=[7])
    steps: int | None = Field(description="Total number of steps; null until known.", examples=[21])
    current_step: str | None = Field(
        description="The step in progress.", examples=["model_metrics"]
    )
    started: datetime | None = Field(description="Time of its start.", examples=[TIME])
    ended: datetime | None = Field(description="Time at which it ended.", examples=[None])
    outcome: str | None = Field(
        description="`unchanged`, `new data`, `recomputed`, `trained` or `refused`.",
        examples=["trained"],
    )
    error: str | None = Field(description="Why it failed, on one line.", examples=[None])
