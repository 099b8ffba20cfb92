from collections.abc import Sequence

import pytest

from churn_platform.sources.drafting.columns.numbers import guess_number, is_numeric, unit_of
from churn_platform.sources.drafting.facts.words import words
from churn_platform_tests.sources.drafting.made_columns import column


@pytest.mark.parametrize(
    ("header", "texts", "expected"),
    [
        ("Tenure", range(40), True),
        ("rate", ["0.07", "0.19"], True),
        ("Tier", [1, 2, 3, 3], True),
        ("Products", [0, 1, 4], True),
        ("Region", [408, 415, 510], False),
        ("Area code", [8, 9, 10], False),
        ("Zip", range(94000, 94200), False),
        ("PLZ", range(10115, 10200), False),
        ("Plan", ["a", "b", "1"], False),
    ],
)
def test_measures_and_counts_are_numeric_and_codes_are_not(
    header: str, texts: Sequence[object], expected: bool
) -> None:
    assert is_numeric(column(header, texts)) is expected


def test_a_count_is_whole_from_0_on() -> None:
    guess = guess_number(column("months", [*range(3, 72), 1200]))
    assert guess.keys == {
        "kind": "numeric", "header": "months", "unit": "months", "low": 0, "whole": True,
    }  # fmt: skip
    assert (guess.notes, guess.doubts) == (["found 3 to 1,200"], [])


@pytest.mark.parametrize(
    ("least", "low"),
    [("0", 0), ("12.5", 0), ("-1", -1), ("-3.5", -10), ("-40", -100), ("-0.02", -0.1)],
)
def test_the_lowest_number_is_0_or_rounded_out(least: str, low: float) -> None:
    guess = guess_number(column("balance", [least, "99.5"]))
    assert guess.keys["low"] == pytest.approx(low)
    assert bool(guess.doubts) is (low < 0)


def test_a_number_near_the_end_of_floating_point_gets_no_bound() -> None:
    assert "low" not in guess_number(column("x", ["-1e305", "2"])).keys


def test_blanks_stay_missing_and_are_counted() -> None:
    guess = guess_number(column("price", ["1.5", "", "NA", "2.5"]))
    assert guess.keys["blank"] == "missing"
    assert guess.notes[1].startswith("2 of 4 are blank")


def test_few_texts_among_the_numbers_are_a_doubt() -> None:
    guess = guess_number(column("price", [*(f"{i}.5" for i in range(99)), "call us"]))
    assert guess.doubts == [
        "1 of 100 are not numbers and would be quarantined, such as 'call us'"
    ]  # fmt: skip


def test_few_whole_numbers_may_be_codes_unless_their_name_says_what_they_count() -> None:
    assert guess_number(column("City tier", [1, 2, 3])).doubts[0].startswith("3 whole numbers")
    assert guess_number(column("Number of lines", [1, 2, 3])).doubts == []


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Total day minutes", "minutes"),
        ("Tenure in Months", "months"),
        ("Tenure", None),
        ("Age", "years"),
        ("DaySinceLastOrder", "days"),
        ("Total day charge", None),
        ("Total day calls", None),
        ("MonthlyCharges", None),
    ],
)
def test_a_unit_comes_from_the_name(header: str, unit: str | None) -> None:
    assert unit_of(words(header)) == unit


@pytest.mark.parametrize(
    ("texts", "number"), [(["01067", "10115"], "1,067"), (["7E3", "12", "15"], "7,000")]
)
def test_a_number_that_is_written_like_a_code_is_doubted(texts: list[str], number: str) -> None:
    [*_, doubt] = guess_number(column("sku", texts)).doubts
    assert doubt.startswith(f"{texts[0]!r} is read as {number}: is it a number?")


@pytest.mark.parametrize("text", ["0", "0.5", "1e-05", "1.5E+06", "100"])
def test_a_number_as_programs_write_it_is_not_doubted_as_a_code(text: str) -> None:
    doubts = guess_number(column("share", [text, "0.25", "2"])).doubts
    assert not [doubt for doubt in doubts if "is read as" in doubt]


def test_numbers_of_a_column_that_is_called_an_id_are_doubted_however_many() -> None:
    [doubt] = guess_number(column("company_id", range(4_000, 4_400))).doubts
    assert doubt == "400 whole numbers: are they in order, or codes?"
