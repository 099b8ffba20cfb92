import numpy as np
import pytest

from churn_platform.sources.drafting.labels import decide, labels_of, outcomes
from churn_platform_tests.sources.drafting.made_columns import column


def test_spellings_of_yes_are_one_outcome_and_none_is_none() -> None:
    facts = column("churn", ["No", "no", "0", "1", "YES", "None", ""])
    assert outcomes(facts) == [["0", "No", "no"], ["1", "YES"]]


@pytest.mark.parametrize(
    ("header", "common", "rare", "yes", "doubts"),
    [
        ("Churn", "No", "Yes", "Yes", 0),
        ("Churn", "Yes", "No", "Yes", 0),
        ("Churn", "Oui", "Non", "Oui", 0),
        ("Résilié", "Non", "Oui", "Oui", 0),
        ("Kündigung", "Ja", "Nein", "Ja", 0),
        ("Baja", "Sí", "No", "Sí", 0),
        ("Отток", "да", "нет", "да", 0),
        ("是否流失", "是", "否", "是", 0),
        ("Churn?", "True.", "False.", "True.", 0),
        ("Abbandono", "sì", "no", "sì", 0),
        ("Ayrıldı", "Evet", "Hayır", "Evet", 0),
        ("Estado", "Baja", "Alta", "Baja", 0),
        ("Churn", "J", "N", "J", 1),  # one letter may be anything
        ("Stayed", "Yes", "No", "No", 1),
        ("is_active", "0", "1", "0", 1),
        ("Retained", "1", "0", "0", 1),
        ("Not churned", "Yes", "No", "No", 1),
        ("Partner", "No", "Yes", "Yes", 1),  # whether yes is leaving is not said
        ("x", "Churned", "Stayed", "Churned", 0),
        ("x", "Existing Customer", "Attrited Customer", "Attrited Customer", 0),
        ("x", "Left", "Not left", "Left", 0),
        ("x", "Inactive", "Active", "Inactive", 0),
        ("x", "gekündigt", "aktiv", "gekündigt", 0),
        ("x", "Gone to B", "Active", "Gone to B", 0),
        ("x", "Moved", "Active", "Moved", 1),
        ("Churn", "1", "2", "2", 1),
        ("Churn", "2", "1", "1", 1),
        ("x", "A", "B", "B", 1),
    ],
)
def test_words_say_who_left_and_what_they_do_not_say_is_doubted(
    header: str, common: str, rare: str, yes: str, doubts: int
) -> None:
    found = decide(header, outcomes(column(header, [common] * 3 + [rare])))
    assert found is not None
    assert (found.yes, found.no) == ([yes], [{common: rare, rare: common}[yes]])
    assert len(found.doubts) == doubts


@pytest.mark.parametrize(
    ("values", "yes"),
    [
        (["Stayed", "Joined", "Churned"], {"Churned"}),
        (["Active", "Voluntary", "Involuntary"], {"Voluntary", "Involuntary"}),
        (["No", "Voluntary", "Involuntary"], {"Voluntary", "Involuntary"}),
        (["No", "Price", "Competitor"], {"Price", "Competitor"}),
        (["Yes", "No", "Unknown"], {"Yes"}),
        (["aktiv", "gekündigt", "abgewandert"], {"gekündigt", "abgewandert"}),
    ],
)
def test_of_several_words_those_of_leaving_are_yes_and_all_others_no(
    values: list[str], yes: set[str]
) -> None:
    found = decide("Churn", [[value] for value in values])
    assert found is not None
    assert (set(found.yes), set(found.no)) == (yes, set(values) - yes)
    assert found.doubts


@pytest.mark.parametrize("values", [["0", "1", "2"], ["a", "b", "c"], ["Churned", "Cancelled"] * 2])
def test_where_nothing_says_who_left_there_is_no_guess(values: list[str]) -> None:
    assert decide("Churn", [[value] for value in values]) is None


def test_who_has_no_label_is_neither() -> None:
    labels = labels_of(column("x", ["Left", "Here", ""]), ["Left"], ["Here"])
    np.testing.assert_array_equal(labels, [1, 0, np.nan])
