"""When a schedule was and will be due."""

from datetime import datetime
from itertools import islice

# Dagster has no public way to evaluate a cron expression, and only its own reading of one agrees
# with when its daemon ticks.
from dagster._utils.schedules import (
    get_next_cron_tick,
    is_valid_cron_string,
    reverse_cron_string_iterator,
)


def is_cron(text: str) -> bool:
    """Whether Dagster takes a text as a cron expression."""
    return bool(is_valid_cron_string(text))


def ticks_before(now: datetime, cron: str, count: int) -> list[datetime]:
    """Return the last moments up to now at which a schedule was due, newest first, in UTC."""
    return list(islice(reverse_cron_string_iterator(now.timestamp(), cron, "UTC"), count))


def next_tick(now: datetime, cron: str) -> datetime:
    """Return the first moment after now at which a schedule is due, in UTC."""
    return get_next_cron_tick(cron, now, "UTC")
