"""When a schedule was due."""

from datetime import datetime
from itertools import islice

# Dagster has no public way to evaluate a cron expression, and only its own reading of one agrees
# with when its daemon ticks.
from dagster._utils.schedules import reverse_cron_string_iterator


def ticks_before(now: datetime, cron: str, count: int) -> list[datetime]:
    """Return the last moments up to now at which a schedule was due, newest first, in UTC."""
    return list(islice(reverse_cron_string_iterator(now.timestamp(), cron, "UTC"), count))
