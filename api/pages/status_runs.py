"""The status page's runs: the last run, the checks of the source, the next tick."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from urllib.parse import quote

from api.schemas.health import Health
from churn_platform.config.settings import Settings
from churn_platform.history.reader.wording import duration
from churn_platform.history.records import Facts, Run, SourceCheck

Level = Literal["good", "bad", "waiting"]
_OUTCOMES: Final = {
    "SUCCESS": ("succeeded", "good"),
    "FAILURE": ("failed", "bad"),
    "CANCELED": ("was stopped by a user", "bad"),
}
_STARTED_BY: Final = {
    "schedule": "the schedule",
    "first_run": "the first start",
    "command": "a command",
    "person": "a user",
    "api": "the API",
}
_EVERYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound to
_HOST: Final = re.compile(r"[A-Za-z0-9.\-]+|[0-9A-Fa-f:.]+")


@dataclass(frozen=True)
class RunView:
    """A run as text."""

    outcome: str
    level: Level
    job: str
    trigger: str
    time: datetime | None
    duration: str | None
    link: str


@dataclass(frozen=True)
class Schedule:
    """The checks of the source: the last, the next, and why there may be none."""

    last_look: datetime | None
    found: str
    last_change: datetime | None
    next_tick: datetime | None
    trouble: str | None


def ui_address(settings: Settings, host: str | None = None) -> str:
    """Return the address of the Dagster UI for the reader's browser.

    If no address is configured and it listens on all interfaces, use the request's host.
    """
    if settings.ui_url:
        return settings.ui_url
    name = settings.ui_host
    if name in _EVERYWHERE:
        name = host if host and _HOST.fullmatch(host) else "127.0.0.1"
    host = f"[{name}]" if ":" in name else name
    return f"http://{host}:{settings.ui_port}{settings.ui_prefix}"


def run_view(run: Run, ui: str) -> RunView:
    """Return a run as text, with a link to its page in the UI."""
    in_progress = f"is {run.status.lower().replace('_', ' ')}"
    outcome, level = _OUTCOMES.get(run.status, (in_progress, "waiting"))
    took = run.duration_seconds
    return RunView(
        outcome=outcome,
        level=level,  # type: ignore[arg-type]
        job=run.job,
        trigger=_STARTED_BY.get(run.trigger, run.trigger),
        time=run.end or run.start,
        duration=None if took is None else duration(took),
        link=f"{ui}/runs/{quote(run.id, safe='')}",
    )


def schedule_view(facts: Facts | None, state: Health, now: datetime) -> Schedule:
    """Return the checks of the source, and the next tick if one is scheduled."""
    check = facts.last_check if facts else None
    next_tick = state.scheduler.next_tick
    stopped = state.scheduler.schedule_on is False
    return Schedule(
        last_look=check.time if check else None,
        found=_found(check) if check else "",
        last_change=facts.last_change if facts else None,
        next_tick=None if stopped or next_tick is None or next_tick < now else next_tick,
        trouble=_trouble(state, stopped),
    )


def _found(check: SourceCheck) -> str:
    if check.is_sample:
        return "nothing: the source could not be reached"
    return "a new table" if check.changed else "nothing new"


def _trouble(state: Health, stopped: bool) -> str | None:
    if stopped:
        return "the schedule is stopped"
    if not state.storage.answers:
        return None
    if state.scheduler.last_heartbeat is None:
        return "the scheduler daemon has not reported yet"
    return None if state.scheduler.running else "the scheduler daemon is down"
