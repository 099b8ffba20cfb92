import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.drafting.target import find_target, guess_target
from churn_platform_tests.drafting.columns import column, columns

TWO = ["Yes", "No", "No"]


@pytest.mark.parametrize(
    "header", ["Churn", "churned", "Exited", "Attrition_Flag", "left", "is_churn", "Churn Label"]
)
def test_the_target_is_found_by_its_name(header: str) -> None:
    assert find_target(columns({"Partner": TWO, header: TWO}), None).header == header


def test_the_plainer_name_goes_before_the_other() -> None:
    found = columns({"Churn Value": ["1", "0", "0"], "Churn Label": TWO})
    assert find_target(found, None).header == "Churn Label"


def test_a_name_with_more_values_gives_way_to_one_with_two() -> None:
    found = columns({"Churn": ["a", "b", "c"], "Customer churn (y/n)": TWO})
    assert find_target(found, None).header == "Customer churn (y/n)"


def test_the_chosen_column_is_taken_whatever_its_case() -> None:
    assert find_target(columns({"Churn": TWO, "Partner": TWO}), " partner").header == "Partner"


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        (None, r"no column is named like churn .* found \['Plan', 'Size'\]; .* TARGET="),
        ("Size", r"column Size: 3 values: '1', '2', '3'; expected two, .* TARGET="),
        ("Colour", r"TARGET='Colour': no such column; expected one of \['Plan', 'Size'\]"),
    ],
)
def test_without_two_outcomes_one_line_asks_for_the_target(chosen: str | None, text: str) -> None:
    with pytest.raises(DataError, match=text):
        find_target(columns({"Plan": ["a", "b", "b"], "Size": ["1", "2", "3"]}), chosen)


def test_default_spellings_need_no_words() -> None:
    guess, labels = guess_target(column("Churn", ["No", "yes", "False", "0"]))
    assert guess.keys == {"kind": "target", "header": "Churn"}
    assert labels.tolist() == [0, 1, 0, 0]
    assert (guess.notes, guess.doubts) == (["'yes' left: 1 of 4 (25.0%)"], [])


def test_other_words_are_written_down() -> None:
    guess, _ = guess_target(column("Status", ["Stayed", "Stayed", "stayed", "Churned"]))
    assert (guess.keys["yes"], guess.keys["no"]) == (["Churned"], ["Stayed", "stayed"])
    assert guess.doubts == []


def test_blanks_are_said_to_be_unlabelled() -> None:
    guess, _ = guess_target(column("Churn", ["Yes", "No", "No", "", "NA"]))
    assert guess.notes[1].startswith("2 of 5 are blank: unlabelled")


def test_a_majority_of_leavers_and_unclear_words_are_doubts() -> None:
    many, _ = guess_target(column("Churn", ["Yes", "Yes", "No"]))
    assert [doubt.split(":")[0] for doubt in many.doubts] == ["more than half left"]
    unclear, _ = guess_target(column("Churn", ["A", "A", "B"]))
    assert unclear.doubts == ["'B' is taken for leaving since it is the rarer value"]
