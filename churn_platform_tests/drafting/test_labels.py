import numpy as np
import pytest

from churn_platform.drafting.labels import labels_of, outcomes, yes_and_no
from churn_platform_tests.drafting.columns import column


def test_spellings_of_yes_are_one_outcome_and_none_is_none() -> None:
    facts = column("churn", ["No", "no", "0", "1", "YES", "None", ""])
    assert outcomes(facts) == [["0", "No", "no"], ["1", "YES"]]


@pytest.mark.parametrize(
    ("common", "rare", "yes", "is_said"),
    [
        ("No", "Yes", "Yes", True),
        ("Yes", "No", "Yes", True),
        ("True", "False", "True", True),
        ("Churned", "Stayed", "Churned", True),
        ("Existing Customer", "Attrited Customer", "Attrited Customer", True),
        ("Left", "Not left", "Left", True),
        ("1", "2", "1", True),  # 1 is a spelling of yes
        ("A", "B", "B", False),
    ],
)
def test_words_say_who_left_and_otherwise_the_rarer_value(
    common: str, rare: str, yes: str, is_said: bool
) -> None:
    found, other, said = yes_and_no(outcomes(column("x", [common] * 3 + [rare])))
    assert (found, other) == ([yes], [{common: rare, rare: common}[yes]])
    assert said is is_said


def test_who_has_no_label_is_neither() -> None:
    labels = labels_of(column("x", ["Left", "Here", ""]), ["Left"], ["Here"])
    np.testing.assert_array_equal(labels, [1, 0, np.nan])
