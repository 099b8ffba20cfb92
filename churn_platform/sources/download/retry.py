"""When to retry, and after how long."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from churn_platform.config.source_errors import SourceError


class Retryable(Exception):
    """A problem that may be gone at the next attempt; `wait` is the source's Retry-After, s."""

    def __init__(self, error: SourceError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


def is_retryable(status: int) -> bool:
    """Return whether a request with this HTTP status may succeed when retried."""
    return status in (408, 425, 429) or status >= 500


def pause(attempt: int, first_seconds: float) -> float:
    """Return the seconds to wait after an attempt; attempts are numbered from 1.

    The wait doubles each time. Jitter keeps clients from retrying at the same moment; it is at most
    a quarter, so each wait is longer than the one before.
    """
    return float(first_seconds * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))


def retry_after(value: str | None, now: datetime | None = None) -> float:
    """Return the seconds of a Retry-After header; 0 if it is missing or malformed.

    Accepts both forms of RFC 9110, section 10.2.3: seconds and a date.
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
