"""Responses about the platform's health."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import RUN_ID, TIME, Answer


class Versions(Answer):
    """Running versions."""

    platform: str = Field(description="This platform.", examples=["0.1.0"])
    dagster: str = Field(description="Dagster.", examples=["1.13.27"])
    python: str = Field(description="Python.", examples=["3.11.7"])


class Storage(Answer):
    """Dagster's history."""

    answers: bool = Field(description="Whether the last query succeeded.", examples=[True])
    read_at: datetime | None = Field(
        description="When the current facts were read.", examples=[TIME]
    )


class Scheduler(Answer):
    """The process that evaluates the schedule."""

    running: bool = Field(description="Whether it is alive.", examples=[True])
    last_heartbeat: datetime | None = Field(description="Last sign.", examples=[TIME])
    schedule_on: bool | None = Field(
        description="False if the schedule is switched off; null if it never ran.",
        examples=[True],
    )
    next_tick: datetime | None = Field(description="Next tick (UTC).", examples=[TIME])


class LastSuccess(Answer):
    """The newest run that succeeded."""

    run_id: str = Field(description="Run id.", examples=[RUN_ID])
    ended: datetime | None = Field(description="Time at which it ended.", examples=[TIME])
    age_seconds: float | None = Field(description="Time since then.", examples=[53.1])


class Health(Answer):
    """Whether the platform works as intended."""

    status: Literal["ok", "degraded", "no data yet"] = Field(
        description="`degraded`: see `reasons`.", examples=["ok"]
    )
    reasons: list[str] = Field(description="Each problem, as a sentence.", examples=[[]])
    results: list[str] = Field(
        description="The reasons that readers must know before they use the results: that they"
        " are based on synthetic customers, or on another data set or source.",
        examples=[[]],
    )
    versions: Versions
    storage: Storage
    scheduler: Scheduler
    last_success: LastSuccess | None = Field(description="Null before the first success.")
    last_check: datetime | None = Field(description="Last check of the source.", examples=[TIME])
