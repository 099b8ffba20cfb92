import pytest

from churn_platform.analysis.errors import DataError
from churn_platform.sources.drafting.target import describe_target, find_target, guess_target
from churn_platform_tests.sources.drafting.made_columns import column, columns

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
        (None, r"no column named like churn .* found \['Plan', 'Plan2'\]; .* TARGET="),
        ("Plan2", r"column Plan2: 1 values: 'a'; expected two, .* TARGET="),
        ("Colour", r"TARGET='Colour': no such column; expected one of \['Plan', 'Plan2'\]"),
    ],
)
def test_without_two_outcomes_one_line_asks_for_the_target(chosen: str | None, text: str) -> None:
    with pytest.raises(DataError, match=text):
        find_target(columns({"Plan": ["a", "b", "b"], "Plan2": ["a"] * 3}), chosen)


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


def test_a_majority_of_churned_customers_and_unclear_words_are_doubts() -> None:
    many, _ = guess_target(column("Churn", ["Yes", "Yes", "No"]))
    assert [doubt.split(":")[0] for doubt in many.doubts] == ["more than half churned"]
    unclear, _ = guess_target(column("Churn", ["A", "A", "B"]))
    assert unclear.doubts == [
        "'B' is taken as leaving only since it is rarer than 'A'; the other way round: give YES="
    ]


def test_where_it_cannot_be_known_a_line_asks_for_the_values() -> None:
    facts = column("Churn", ["0", "1", "1", "2", "2", "2"])
    with pytest.raises(DataError, match=r"Churn: 3 values: '2', '1', '0'; .* YES=\"0\"") as error:
        guess_target(facts)
    assert "\n" not in str(error.value)


def test_what_a_person_said_is_leaving_is_taken_without_a_doubt() -> None:
    facts = column("Churn", ["2", "2", "1", "0"])
    guess, labels = guess_target(facts, ["2", "1"])
    assert (guess.keys["yes"], guess.keys["no"], guess.doubts) == (["2", "1"], ["0"], [])
    assert labels.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("said", [["3"], ["0", "1", "2"]])
def test_said_values_that_are_not_there_or_all_are_refused(said: list[str]) -> None:
    with pytest.raises(DataError, match=r"YES='.*': expected some of the values of column Churn"):
        guess_target(column("Churn", ["2", "2", "1", "0"]), said)


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ({"Customer Status": ["Stayed", "Joined", "Churned"]}, "Customer Status"),
        ({"Status": ["Active", "Cancelled", "Active"], "Plan": ["a", "b", "b"]}, "Status"),
        ({"Group": ["Existing", "Attrited", "Attrited"], "Plan": ["a", "b", "b"]}, "Group"),
        ({"Kündigung": ["Ja", "Nein", "Nein"], "Plan": ["a", "b", "b"]}, "Kündigung"),
        ({"Отток клиента": ["да", "нет", "нет"], "Тариф": ["a", "b", "b"]}, "Отток клиента"),
        ({"是否流失": ["是", "否", "否"], "套餐": ["a", "b", "b"]}, "是否流失"),
        ({"Stayed": ["1", "0", "1"], "Plan": ["a", "b", "b"]}, "Stayed"),
        ({"IsActiveMember": ["1", "0", "1"], "Exited": ["1", "0", "0"]}, "Exited"),
        ({"Churn Score": ["1", "0", "0"], "Exited": ["1", "0", "0"]}, "Exited"),
    ],
)
def test_the_target_is_found_by_words_of_many_languages(
    table: dict[str, list[str]], header: str
) -> None:
    assert find_target(columns(table), None).header == header


def test_the_draft_says_in_words_who_left_and_who_stayed() -> None:
    facts = column("Kündigung", ["Ja", "Nein", "Nein", "Nein"])
    assert describe_target(guess_target(facts)[0], facts) == (
        "left: customers whose 'Kündigung' is 'Ja': 1 of 4 (25.0%); stayed: 'Nein'. Is that so?"
        " If not, say YES= or another TARGET="
    )
