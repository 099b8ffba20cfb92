"""The outcome in the words of the data's author."""

import pytest
from pydantic import ValidationError

from churn_platform.config.contracts.load import FOLDER, load_contract
from churn_platform.config.contracts.outcome import Outcome


def test_without_a_word_of_the_author_nothing_is_said_of_time() -> None:
    outcome = Outcome()
    assert (outcome.in_words, outcome.horizon_months) == ("like those who left", None)


def test_the_authors_words_are_said_as_they_are() -> None:
    outcome = Outcome(states="left within the last quarter", horizon_months=3)
    assert outcome.in_words == "like those who left within the last quarter"


def test_words_without_a_number_are_enough_for_sentences() -> None:
    assert Outcome(states="closed their account").horizon_months is None


def test_a_number_needs_the_words_that_it_comes_from() -> None:
    with pytest.raises(ValidationError, match="horizon_months is 3, and states says no time"):
        Outcome(horizon_months=3)


@pytest.mark.parametrize("months", [0, -1, 121])
def test_a_horizon_is_a_number_of_months(months: float) -> None:
    with pytest.raises(ValidationError, match="horizon_months"):
        Outcome(states="left long ago", horizon_months=months)


def test_of_the_shipped_contracts_only_those_state_a_time_whose_authors_did() -> None:
    stated = {
        path.stem: load_contract(path).outcome.horizon_months for path in FOLDER.glob("*.toml")
    }
    assert stated == {**dict.fromkeys(stated), "telco": 1}
