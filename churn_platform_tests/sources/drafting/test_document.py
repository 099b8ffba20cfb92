import tomllib
from typing import Any

import pytest

from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.sources.drafting.document import write_document
from churn_platform.sources.drafting.draft import Draft
from churn_platform.sources.drafting.facts.guess import Guess

ID = Guess({"kind": "identifier", "header": "Id"}, ["unique"], ["is it?"])
TARGET = Guess({"kind": "target", "header": "Churn"})


def _draft(**changes: Any) -> Draft:
    plan = Guess({"kind": "category", "header": "Plan", "values": ["a", "b"]})
    facts = {
        "columns": {"id": ID, "plan": plan, "churn": TARGET},
        "time_axis": None,
        "revenue": None,
    }
    nothing: dict[str, Any] = {"ignore": {}, "after_outcome": {}}
    return Draft(**{**facts, **nothing, **changes})


def test_comments_stand_by_their_column_and_doubts_are_marked() -> None:
    text = write_document(_draft(), "shop", ["From shop.csv."], Reading())
    assert text.startswith('# From shop.csv.\n\nname = "shop"\n')
    assert '[columns.id]\n# unique\n# CHECK: is it?\nkind = "identifier"\nheader = "Id"\n' in text
    assert "time_axis" not in text


def test_what_is_left_out_has_its_reason_beside_it() -> None:
    draft = _draft(ignore={"Row": "a row's number"}, after_outcome={"Reason": "too late"})
    text = write_document(draft, "shop", [], Reading())
    assert 'ignore = [\n  "Row", # a row\'s number\n]\n' in text
    assert 'after_outcome = [\n  "Reason", # too late\n]\n' in text


def test_only_what_was_set_by_hand_is_stated_for_reading() -> None:
    assert "reading" not in tomllib.loads(write_document(_draft(), "shop", [], Reading()))
    text = write_document(_draft(), "shop", [], Reading(sheet="Customers"))
    assert tomllib.loads(text)["reading"] == {"sheet": "Customers"}


def test_what_was_guessed_for_reading_is_stated_and_what_was_set_by_hand_goes_before_it() -> None:
    draft = _draft(reading={"decimal": ".", "encoding": "cp1250"}, doubts=["is it a point?"])
    text = write_document(draft, "shop", [], Reading(encoding="cp1252"))
    assert tomllib.loads(text)["reading"] == {"decimal": ".", "encoding": "cp1252"}
    assert '# CHECK: is it a point?\nname = "shop"\n' in text


@pytest.mark.parametrize(
    "odd", ['say "hi"', "back\\slash", "it's", "\U0001f600", "a.b = [c]", "#x"]
)
def test_any_header_and_value_comes_back_as_it_was(odd: str) -> None:
    keys = {"kind": "category", "header": odd, "values": [odd, "b"], "spellings": {odd + "2": odd}}
    draft = _draft(
        columns={"id": ID, "plan": Guess(keys), "churn": TARGET}, ignore={odd + "3": "odd"}
    )
    contract = parse_contract(write_document(draft, "shop", [], Reading()), "shop.toml")
    plan = contract["plan"]
    assert (plan.header, plan.values, plan.spellings) == (odd, (odd, "b"), {odd + "2": odd})
    assert contract.ignore == (odd + "3",)


def test_long_lists_and_comments_are_broken_into_lines() -> None:
    values = [f"value number {number}" for number in range(30)]
    plan = Guess({"kind": "category", "header": "Plan", "values": values}, ["word " * 50])
    draft = _draft(columns={"id": ID, "plan": plan, "churn": TARGET})
    text = write_document(draft, "shop", [], Reading())
    assert max(map(len, text.splitlines())) <= 100
    assert tomllib.loads(text)["columns"]["plan"]["values"] == values
