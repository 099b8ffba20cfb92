"""Responses about the platform's health."""

from datetime import datetime
from typing import Literal

from api.schemas.base import RUN_ID, TIME, Answer, doc


class Versions(Answer):
    """Running versions."""

    platform: str = doc("This platform.", "0.1.0")
    dagster: str = doc("Dagster.", "1.13.27")
    python: str = doc("Python.", "3.11.7")


class Storage(Answer):
    """Dagster's history."""

    answers: bool = doc("Whether the last query succeeded.", True)
    read_at: datetime | None = doc("When the current facts were read.", TIME)


class Scheduler(Answer):
    """The process that evaluates the schedule."""

    running: bool = doc("Whether it is alive.", True)
    last_heartbeat: datetime | None = doc("Last sign.", TIME)
    schedule_on: bool | None = doc(
        "False if the schedule is switched off; null if it never ran.", True
    )
    next_tick: datetime | None = doc("Next tick (UTC).", TIME)


class LastSuccess(Answer):
    """The newest run that succeeded."""

    run_id: str = doc("Run id.", RUN_ID)
    ended: datetime | None = doc("Time at which it ended.", TIME)
    age_seconds: float | None = doc("Time since then.", 53.1)


class Health(Answer):
    """Whether the platform works as intended."""

    status: Literal["ok", "degraded", "no data yet"] = doc("`degraded`: see `reasons`.", "ok")
    reasons: list[str] = doc("Each problem, as a sentence.", [])
    ready: bool = doc(
        "Whether a model is in memory, so that predictions are answered at once.", True
    )
    results: list[str] = doc(
        "The reasons that readers must know before they use the results: that they"
        " are based on synthetic customers, or on another data set or source.",
        [],
    )
    versions: Versions
    storage: Storage
    scheduler: Scheduler
    last_success: LastSuccess | None = doc("Null before the first success.")
    last_check: datetime | None = doc("Last check of the source.", TIME)
