"""Whether the platform does its work, and why not."""

import platform
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from api.results.batch import batch
from api.schemas.health import Health, LastSuccess, Scheduler, Storage, Versions
from churn_platform.catalog import SCHEDULE
from churn_platform.history.reader import DAGSTER_VERSION
from churn_platform.history.records import Facts, Run

# the daemon sends a heartbeat every 30 s
HEARTBEAT_LIMIT = timedelta(seconds=60)
_IN_THE_UI = "see the Dagster UI"


def health(
    facts: Facts | None,
    trouble: str | None,
    now: datetime,
    machine: Sequence[str] = (),
    results: Sequence[str] = (),
    ready: bool = False,
) -> Health:
    """Return the state of health.

    Args:
        facts: the newest facts that could be read, if any.
        trouble: why the last query of the storage failed, if it did.
        now: the current time.
        machine: problems of this machine, see `machine_reasons`.
        results: warnings about the results, see `result_warnings`.
        ready: whether a model is in memory.
    """
    reasons = [*([f"storage: {trouble}"] if trouble else []), *results]
    refused = [] if facts is None else _refusal(facts)
    if facts is not None:
        reasons += [*_scheduler_reasons(facts, now), *_run_reasons(facts, now), *refused]
        reasons += _damaged(facts)
    reasons += machine
    empty = facts is not None and not facts.newest and not trouble and not refused and not machine
    return Health(
        status="no data yet" if empty else "degraded" if reasons else "ok",
        reasons=reasons,
        ready=ready,
        results=list(results),
        versions=_versions(),
        storage=Storage(answers=trouble is None, read_at=facts.read_at if facts else None),
        scheduler=_scheduler(facts, now),
        last_success=_last_success(facts.last_success, now) if facts else None,
        last_check=facts.last_check.time if facts and facts.last_check else None,
    )


def _scheduler_reasons(facts: Facts, now: datetime) -> list[str]:
    found, seen = [], facts.scheduler.last_heartbeat
    if seen is None:
        found.append("scheduler daemon: no heartbeat yet")
    elif now - seen > HEARTBEAT_LIMIT:
        found.append(f"scheduler daemon: no heartbeat since {_text(seen)}")
    if facts.scheduler.schedule_on is False:
        found.append(f"the schedule {SCHEDULE} is switched off")
    if facts.scheduler.failed_tick:
        at = _text(facts.scheduler.failed_tick)
        why = facts.scheduler.why_failed or _IN_THE_UI
        found.append(f"the tick of {at} failed: {why}")
    return found


def _run_reasons(facts: Facts, now: datetime) -> list[str]:
    """Judge by the newest success: a run, or a tick that needed no run."""
    found, run, check = [], facts.last_run, facts.last_check
    if run and run.status == "FAILURE":
        found.append(f"run {run.id} failed: {run.why or _IN_THE_UI}")
    successes = [facts.last_success.end if facts.last_success else None]
    successes.append(check.time if check and check.runless else None)
    newest = max((time for time in successes if time), default=None)
    overdue = facts.scheduler.overdue
    if newest and overdue:
        overdue += now - facts.read_at
        if newest < overdue:
            found.append(
                f"nothing has succeeded since {_text(newest)}, more than three intervals of"
                f" the schedule ago{_in_progress(run)}"
            )
    return found


def _refusal(facts: Facts) -> list[str]:
    newest = batch(facts)
    refused = newest.state == "refused"
    return [f"the newest batch was refused: {newest.sentence}"] if refused else []


def _damaged(facts: Facts) -> list[str]:
    """Name the damaged files of runs: the UI cannot show the events of these runs."""
    names, more = ", ".join(facts.damaged[:3]), len(facts.damaged) - 3
    if not names:
        return []
    return [f"damaged files of runs: {names}{f' and {more} more' if more > 0 else ''}"]


def _in_progress(run: Run | None) -> str:
    if run is None or run.end is not None:
        return ""
    since = f" since {_text(run.start)}" if run.start else ""
    return f"; run {run.id} is {run.status}{since}"


def _scheduler(facts: Facts | None, now: datetime) -> Scheduler:
    if facts is None:
        return Scheduler(running=False, last_heartbeat=None, schedule_on=None, next_tick=None)
    traces = facts.scheduler
    seen = traces.last_heartbeat
    return Scheduler(
        running=seen is not None and now - seen <= HEARTBEAT_LIMIT,
        last_heartbeat=seen,
        schedule_on=traces.schedule_on,
        next_tick=traces.next_tick,
    )


def _last_success(run: Run | None, now: datetime) -> LastSuccess | None:
    if run is None:
        return None
    age = round((now - run.end).total_seconds(), 1) if run.end else None
    return LastSuccess(run_id=run.id, ended=run.end, age_seconds=age)


def platform_version() -> str:
    """Return the version of this platform."""
    try:
        return version("churn-platform")
    except PackageNotFoundError:
        return "not installed"


@lru_cache(maxsize=1)
def _versions() -> Versions:
    return Versions(
        platform=platform_version(), dagster=DAGSTER_VERSION, python=platform.python_version()
    )


def _text(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
