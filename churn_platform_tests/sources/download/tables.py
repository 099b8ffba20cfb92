"""Tiny tables and limits for the source's tests."""

from churn_platform.sources.download.fetch import Limits
from churn_platform.sources.formats.format import Format
from churn_platform_tests.sources.formats.tables import SMALL, TABLE

__all__ = ["CSV", "SHA256", "SMALL", "TABLE", "limits"]

CSV = Format("csv", encoding="utf-8", delimiter=",", quote='"')
# by `sha256sum`
SHA256 = "f43d096844f44d97b511d0bb9d2e252312ac898d03b38b909313536d02628414"


def limits(
    *,
    max_bytes: int = 100_000,
    connect_seconds: float = 2.0,
    read_seconds: float = 5.0,
    deadline_seconds: float = 10.0,
    attempts: int = 3,
    pause_seconds: float = 0.01,
    public_only: bool = False,
) -> Limits:
    """Return limits that let a good fetch pass and a bad one end soon."""
    return Limits(
        max_bytes,
        connect_seconds,
        read_seconds,
        deadline_seconds,
        attempts,
        pause_seconds,
        public_only=public_only,
    )
