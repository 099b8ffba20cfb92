import pytest

from churn_platform.sources.drafting.columns.categories import (
    guess_category,
    guess_flag,
    is_flag,
    levels,
)
from churn_platform_tests.sources.drafting.made_columns import column


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Yes", "No"], True),
        (["1", "0", "1.0", ""], True),
        (["t", "F", "None"], True),
        (["Yes", "No", "Maybe"], False),
        (["Yes", "Yes"], False),
        (["1", "2"], False),
        (["Female", "Male"], False),
        (["Ja", "Nein"], True),
        (["oui", "NON", ""], True),
        (["Sí", "No"], True),
        (["Да", "Нет"], True),
        (["是", "否"], True),
        (["はい", "いいえ"], True),
        (["Ja", "Nein", "Vielleicht"], False),
    ],
)
def test_a_flag_holds_yes_and_no_alone(texts: list[str], expected: bool) -> None:
    assert is_flag(column("x", texts)) is expected


def test_a_flag_of_another_language_states_its_words() -> None:
    guess = guess_flag(column("Premium", ["Ja", "Nein", "ja", ""]))
    assert (guess.keys["yes"], guess.keys["no"]) == (["Ja", "ja"], ["Nein"])
    assert guess.notes[0] == "2 of 4 are yes"


def test_a_flag_counts_its_yes_and_its_blanks() -> None:
    guess = guess_flag(column("Partner", ["Yes", "no", "NO", "None", ""]))
    assert guess.keys == {"kind": "flag", "header": "Partner", "blank": "missing"}
    assert guess.notes[0] == "1 of 5 are yes"
    assert guess.notes[1].startswith("2 of 5 are blank")


def test_values_are_sorted_and_spellings_of_one_are_together() -> None:
    facts = column(
        "Contract", ["Two year", "Month-to-month", "month to month", "TWO YEAR", "Two year"]
    )
    assert levels(facts) == {"Month-to-month": ["month to month"], "Two year": ["TWO YEAR"]}


def test_signs_at_the_end_of_a_value_count() -> None:
    assert levels(column("Rating", ["A+", "A-", "A"])) == {"A": [], "A+": [], "A-": []}


def test_a_category_lists_values_and_only_those_spellings_that_cleaning_does_not_know() -> None:
    guess = guess_category(column("Plan", ["Top-up", "Top-up", "top up", "TOP-UP", "Flat", ""]))
    assert guess.keys == {
        "kind": "category",
        "header": "Plan",
        "values": ["Flat", "Top-up"],
        "spellings": {"top up": "Top-up"},
        "blank": "missing",
    }


@pytest.mark.parametrize(
    ("few", "many"),
    [("Phone", "Mobile Phone"), ("CC", "Credit Card"), ("COD", "Cash on Delivery")],
)
def test_values_that_may_be_one_are_a_doubt(few: str, many: str) -> None:
    guess = guess_category(column("x", [few, many, "Other"]))
    assert guess.keys["values"] == sorted([few, many, "Other"])
    assert guess.doubts == [
        f"{few!r} and {many!r} may be the same: if so, make the first a spelling of the second"
    ]


def test_no_and_a_longer_no_are_two_values() -> None:
    assert guess_category(column("x", ["No", "No phone service", "Yes"])).doubts == []


def test_codes_and_none_are_doubts() -> None:
    codes = guess_category(column("Area code", [408, 415, 510]))
    assert codes.keys["values"] == ["408", "415", "510"]
    assert codes.doubts == ["numbers that seem to be codes; if they measure, write kind as numeric"]
    none = guess_category(column("Offer", ["None", "A1", "B2"]))
    assert "None" in none.keys["values"]
    assert none.doubts == ["'None' is read as a value: remove it if it means unknown"]
