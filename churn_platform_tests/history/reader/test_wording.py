from datetime import UTC, datetime
from typing import Any

import pytest

from churn_platform.history.reader.wording import (
    clipped,
    count,
    duration,
    money,
    number,
    score,
    words,
)
from churn_platform.text import without_invisible
from churn_platform.wording import counted, moment


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, 3), (0.5, 0.5), (True, None), ("3", None), (None, None), (float("inf"), None)],
)
def test_only_finite_numbers_are_numbers(value: Any, expected: float | None) -> None:
    assert number(value) == expected
    assert (count(value) == "not defined") == (expected is None)


def test_numbers_are_written_for_people() -> None:
    assert (count(5174), count(920.86), score(0.85703)) == ("5,174", "921", "0.857")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (65330.4, "$", "$65,330"),
        (-1200, "$", "-$1,200"),
        (1200, "EUR", "1,200 EUR"),
        (1200, "", "1,200"),
        (None, "$", "not defined"),
    ],
)
def test_an_amount_has_its_unit(value: Any, unit: str, expected: str) -> None:
    assert money(value, unit) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.336, "0.3 s"),
        (9.99, "10.0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (3599, "59 min 59 s"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_a_length_of_time_has_at_most_two_units(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a plain text", "a plain text"),
        ("\u202eevil\u202c\u2066", "evil"),
        ("a\x00b\x07c\ud800", "abc"),
        ("two\nlines\tand \u00a0more", "two\nlines\tand \u00a0more"),
        ("مرحبا 👩\u200d🔧", "مرحبا 👩\u200d🔧"),
    ],
)
def test_signs_that_nobody_sees_are_left_out(text: str, expected: str) -> None:
    assert without_invisible(text) == expected


def test_times_names_and_texts() -> None:
    assert moment(datetime(2026, 3, 1, 12, 2, tzinfo=UTC)) == "1 Mar 2026, 12:02 UTC"
    assert words("gradient_boosting") == "Gradient boosting"
    longest = "a" * 400
    assert (clipped(None), clipped(longest)) == ("", longest)
    assert clipped(f"{longest}b") == f"{longest}…"
    assert (counted(1, "check"), counted(1200, "check")) == ("1 check", "1,200 checks")
