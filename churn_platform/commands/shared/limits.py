"""How much and how long a command that reads a table itself asks its source."""

from churn_platform.config.settings import Settings
from churn_platform.sources.download.records import Limits


def source_limits(settings: Settings) -> Limits:
    """Return how much a command takes from a source, and how long it waits, as settings say."""
    return Limits(
        settings.source_max_bytes,
        settings.source_connect_seconds,
        settings.source_read_seconds,
        settings.source_deadline_seconds,
        settings.source_attempts,
        max_rows=settings.source_max_rows,
        max_columns=settings.source_max_columns,
        public_only=settings.source_public_only,
    )
