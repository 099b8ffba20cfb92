"""What the scheduler leaves behind, and when it is due."""

from datetime import datetime
from typing import Any, Final

import dagster as dg

from churn_platform.catalog import SCHEDULE
from churn_platform.history.reader.runs import moment
from churn_platform.history.ticks import is_cron, next_tick, ticks_before
from churn_platform.runtime.failures import recorded_kind_and_place

_OVERDUE_INTERVALS: Final = 3


def scheduler_of(instance: dg.DagsterInstance) -> dict[str, Any]:
    """Return the daemon's last sign of life, whether the schedule is on, and a tick that failed."""
    # of the daemon's newest thread: the scheduler's own sleeps from minute to minute
    beats = [each.timestamp for each in instance.get_daemon_heartbeats().values()]
    states = [state for state in instance.all_instigator_state() if state.name == SCHEDULE]
    ticks = [
        tick
        for state in states
        for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
    ]
    newest = max(ticks, key=lambda tick: tick.timestamp, default=None)
    failed = newest if newest and newest.status.value == "FAILURE" else None
    return {
        "last_heartbeat": moment(max(beats, default=None)),
        "schedule_on": any(state.is_running for state in states) if states else None,
        "failed_tick": moment(failed.timestamp) if failed else None,
        "why_failed": recorded_kind_and_place(failed.error) if failed and failed.error else None,
    }


def schedule_times(cron: str, now: datetime) -> dict[str, Any]:
    """Return the next tick and the moment three intervals ago, whatever the cron's rhythm."""
    if not is_cron(cron):
        return {}
    ticks = ticks_before(now, cron, _OVERDUE_INTERVALS + 1)
    return {"next_tick": next_tick(now, cron), "overdue": ticks[-1] + (now - ticks[0])}
