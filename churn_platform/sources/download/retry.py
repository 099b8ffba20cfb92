"""When to try again, and after how long."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from churn_platform.config.source_errors import SourceError


class Retryable(Exception):
    """A problem that another attempt may not have; `wait` is what the source asks for, seconds."""

    def __init__(self, error: SourceError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


def is_retryable(status: int) -> bool:
    """Whether an HTTP status may be gone at the next attempt."""
    return status in (408, 425, 429) or status >= 500


def pause(attempt: int, first_seconds: float) -> float:
    """Return the seconds to wait after the attempt of this number, counted from 1.

    It doubles each time. The jitter, so that clients do not return together, is kept to a
    quarter, so that each wait is longer than the one before.
    """
    return float(first_seconds * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))


def retry_after(value: str | None, now: datetime | None = None) -> float:
    """Return the seconds that a Retry-After header asks for; 0 without one or for nonsense.

    Both forms of RFC 9110, section 10.2.3: seconds, and a date.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())
