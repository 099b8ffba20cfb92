"""Limits for commands that read a table themselves."""

from churn_platform.config.settings import Settings
from churn_platform.sources.download.records import Limits


def source_limits(settings: Settings) -> Limits:
    """Return the limits on the size of a source and on the time to fetch it, from the settings."""
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
