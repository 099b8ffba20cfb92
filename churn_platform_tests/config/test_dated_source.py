"""Months and days by hand: which are over, and which keys are taken."""

from datetime import date

import pytest

from churn_platform.config.dated_source import (
    PartitionError,
    Partitioning,
    dated,
    is_dated,
    undated,
)

MONTHS = Partitioning("monthly", date(2025, 11, 1))
DAYS = Partitioning("daily", date(2026, 2, 27))
SOURCE = "https://host/{partition}/customers-{partition}.csv"


@pytest.mark.parametrize(
    ("partitioning", "today", "expected"),
    [
        (MONTHS, date(2026, 2, 1), ["2026-01", "2025-12", "2025-11"]),
        (MONTHS, date(2026, 1, 31), ["2025-12", "2025-11"]),
        (MONTHS, date(2025, 11, 30), []),
        (DAYS, date(2026, 3, 2), ["2026-03-01", "2026-02-28", "2026-02-27"]),
        (DAYS, date(2026, 2, 27), []),
    ],
)
def test_what_is_over_is_listed_from_the_newest(
    partitioning: Partitioning, today: date, expected: list[str]
) -> None:
    assert partitioning.latest(today, maximum=3) == expected
    assert partitioning.latest(today) == expected[:1]


@pytest.mark.parametrize(
    "key", ["2025-10", "2026-02", "2026-03", "2026-1", "2026-01-01", "", "2026-13", "x" * 99]
)
def test_a_key_of_no_month_that_is_over_is_refused(key: str) -> None:
    with pytest.raises(PartitionError, match="expected a key from 2025-11 to 2026-01$") as caught:
        MONTHS.check(key, date(2026, 2, 28))
    assert len(str(caught.value)) < 100


def test_a_key_of_a_month_that_is_over_is_taken() -> None:
    assert MONTHS.check("2025-11", date(2025, 12, 1)) == "2025-11"
    with pytest.raises(PartitionError, match="no partition is complete yet, the first is 2025-11"):
        MONTHS.check("2025-11", date(2025, 11, 30))


def test_the_key_is_written_into_the_address_wherever_it_says_so() -> None:
    assert is_dated(SOURCE) and not is_dated("customers.csv")
    address = "https://host/2026-01/customers-2026-01.csv"
    assert dated(SOURCE, "2026-01") == address
    assert undated(address, "2026-01") == SOURCE
    assert dated(SOURCE, None) == undated(SOURCE, None) == SOURCE
