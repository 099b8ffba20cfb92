from datetime import UTC, datetime

import pytest

from churn_platform.sources.download.retry import is_retryable, pause, retry_after

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_overload_and_server_errors_may_pass(status: int) -> None:
    assert is_retryable(status)


@pytest.mark.parametrize("status", [200, 301, 304, 400, 401, 403, 404, 410, 451])
def test_other_statuses_do_not_pass(status: int) -> None:
    assert not is_retryable(status)


def test_each_pause_is_longer_than_the_one_before() -> None:
    for _ in range(200):
        first, second, third = (pause(attempt, 1.0) for attempt in (1, 2, 3))
        assert 0.75 <= first <= 1.25 <= 1.5 <= second <= 2.5 <= 3.0 <= third <= 5.0


def test_pauses_are_jittered() -> None:
    assert len({pause(1, 1.0) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        (" 120 ", 120.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("²", 0.0),
        ("", 0.0),
        (None, 0.0),
        ("9" * 5000, float("inf")),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, seconds: float) -> None:
    assert retry_after(value, NOON) == seconds
