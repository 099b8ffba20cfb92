from typing import Any

import pytest

from churn_platform.analysis.monitoring.shift import number_in_words, shift_in_words


def number(mean: float | None, std: float | None, missing: float = 0.0) -> dict[str, Any]:
    return {"kind": "numeric", "mean": mean, "std": std, "shares": [1 - missing, missing]}


def plan(*shares: float) -> dict[str, Any]:
    return {"kind": "category", "levels": ["DSL", "Fiber optic"], "shares": list(shares)}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (number(32.37, 24.6), number(45.12, 25.0), "mean 32.4 -> 45.1"),
        (number(32.4, 5), number(32.5, 9), "mean 32.4 -> 32.5, sd 5.00 -> 9.00"),
        (number(2, 1), number(3, 1, 0.2), "mean 2.00 -> 3.00, missing 0% -> 20%"),
        (number(2, 1), number(None, None, 1.0), "no value now, missing 0% -> 100%"),
        (number(None, None, 1.0), number(2, 1, 0.995), "no value before"),
    ],
)
def test_of_a_number_the_mean_is_said(
    before: dict[str, Any], now: dict[str, Any], expected: str
) -> None:
    assert shift_in_words(before, now) == expected


def test_of_a_category_the_level_that_changed_most_is_said() -> None:
    found = shift_in_words(plan(0.5, 0.44, 0.01, 0.05), plan(0.36, 0.61, 0.01, 0.02))
    assert found == "Fiber optic 44% -> 61%"


@pytest.mark.parametrize(("place", "name"), [(2, "(other values)"), (3, "(missing)")])
def test_other_and_missing_values_are_levels_too(place: int, name: str) -> None:
    shares = [0.5, 0.3, 0.0, 0.0]
    shares[place] = 0.2
    assert shift_in_words(plan(0.6, 0.4, 0, 0), plan(*shares)) == f"{name} 0% -> 20%"


def test_a_long_level_is_cut() -> None:
    before = {"kind": "category", "levels": ["x" * 200], "shares": [0.0, 1.0, 0.0]}
    now = {"kind": "category", "levels": ["x" * 200], "shares": [1.0, 0.0, 0.0]}
    assert shift_in_words(before, now) == "x" * 29 + "… 0% -> 100%"


def test_of_a_flag_yes_is_said() -> None:
    before = {"kind": "flag", "levels": ["Yes", "No"], "shares": [0.1, 0.9, 0.0, 0.0]}
    now = {"kind": "flag", "levels": ["Yes", "No"], "shares": [0.4, 0.6, 0.0, 0.0]}
    assert shift_in_words(before, now) == "Yes 10% -> 40%"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (0.0123456, "0.0123"), (-4.5678, "-4.57"), (123.4, "123"), (1234567.8, "1,234,568")],
)
def test_numbers_have_three_digits(value: float, expected: str) -> None:
    assert number_in_words(value) == expected
