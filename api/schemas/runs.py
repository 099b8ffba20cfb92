"""What clients send for a run, and what the API answers about one."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.base import RUN_ID, TIME, Answer
from churn_platform.catalog import ASSETS, MATERIALIZE_JOB, WRITING_JOBS

JOBS: Final = tuple(job for job in WRITING_JOBS if job != MATERIALIZE_JOB)


class RunRequest(BaseModel):
    """What is to be computed: some assets, or a job."""

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
        description="Key of a month or day of a dated source; without it the last one that is over"
        " if the run asks the source, else the current one.",
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
    """A run that was asked for."""

    run_id: str = Field(description="Its id.", examples=[RUN_ID])
    status: str = Field(description="As Dagster names it.", examples=["QUEUED"])
    link: str = Field(description="Path of its progress.", examples=[f"/api/runs/{RUN_ID}"])
    ui: str = Field(
        description="Its page in the Dagster UI.", examples=[f"http://127.0.0.1:3000/runs/{RUN_ID}"]
    )


class RunState(RunLaunched):
    """One run: how far it is, or what became of it."""

    job: str = Field(
        description="Its job, or the assets that were launched without one, as `materialize: …`.",
        examples=["churn_pipeline"],
    )
    trigger: str = Field(description="Who launched it.", examples=["api"])
    partition: str | None = Field(
        description="The month or day of a dated source that it is of.", examples=[None]
    )
    steps_done: int = Field(description="Steps that have ended.", examples=[7])
    steps: int | None = Field(
        description="Steps in all; null before they are known.", examples=[21]
    )
    current_step: str | None = Field(
        description="The step in progress.", examples=["model_metrics"]
    )
    started: datetime | None = Field(description="When it started.", examples=[TIME])
    ended: datetime | None = Field(description="When it ended.", examples=[None])
    outcome: str | None = Field(
        description="`unchanged`, `new data`, `recomputed`, `trained` or `refused`.",
        examples=["trained"],
    )
    error: str | None = Field(description="Why it failed, in a line.", examples=[None])
