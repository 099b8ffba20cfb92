"""What the history says of schedule and daemon."""

from datetime import datetime
from itertools import islice
from typing import Any, Final

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickStatus
from dagster._utils.schedules import (
    get_next_cron_tick,
    is_valid_cron_string,
    reverse_cron_string_iterator,
)

from churn_platform.catalog import SCHEDULE
from churn_platform.history.reader.translate import (
    moment,
)
from churn_platform.runtime.failures import recorded_kind_and_place

_OVERDUE_INTERVALS: Final = 3


def scheduler_of(instance: dg.DagsterInstance) -> dict[str, Any]:
    """Return the daemon's last sign of life, whether the schedule is on, and a tick that failed."""
    # of the daemon's newest thread: the scheduler's own sleeps from minute to minute
    beats = [each.timestamp for each in instance.get_daemon_heartbeats().values()]
    states = [
        state
        for state in instance.all_instigator_state(instigator_type=InstigatorType.SCHEDULE)
        if state.name == SCHEDULE
    ]
    ticks = [
        tick
        for state in states
        for tick in instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
    ]
    newest = max(ticks, key=lambda tick: tick.timestamp, default=None)
    failed = newest is not None and newest.status == TickStatus.FAILURE
    return {
        "last_heartbeat": moment(max(beats, default=None)),
        "schedule_on": any(state.is_running for state in states) if states else None,
        "failed_tick": moment(newest.timestamp) if newest and failed else None,
        "why_failed": recorded_kind_and_place(newest.error)
        if newest and failed and newest.error
        else None,
    }


def schedule_times(cron: str, now: datetime) -> dict[str, Any]:
    """Return the next tick and the moment three intervals ago, whatever the cron's rhythm."""
    if not is_valid_cron_string(cron):
        return {}
    past = reverse_cron_string_iterator(now.timestamp(), cron, "UTC")
    ticks = list(islice(past, _OVERDUE_INTERVALS + 1))
    return {
        "next_tick": get_next_cron_tick(cron, now, "UTC"),
        "overdue": ticks[-1] + (now - ticks[0]),
    }
