"""Implications are found in a table that has no exception of them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Reading
from churn_platform.sources.drafting.document import write_document
from churn_platform.sources.drafting.draft import draft_contract

ROWS = 2_000


def drafted(**columns: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the draft of a table says values imply, by our names."""
    random = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "Customer ID": [f"c{number}" for number in range(ROWS)],
            **columns,
            "Churn": random.choice(["Yes", "No"], ROWS),
        }
    ).astype(str)
    draft = draft_contract(table)
    contract = parse_contract(write_document(draft, "made", [], Reading()), "made.toml")
    return {column.name: column.implies for column in contract.columns if column.implies}


def online(share: float = 0.3, seed: int = 2) -> np.ndarray:
    """Return which customers are online."""
    return np.random.default_rng(seed).random(ROWS) >= share


def television(is_online: np.ndarray, seed: int = 3) -> np.ndarray:
    watches = np.random.default_rng(seed).choice(["Yes", "No"], ROWS)
    return np.where(is_online, watches, "No internet")


def test_what_a_value_always_goes_with_is_stated_both_ways() -> None:
    kinds = np.where(online(), np.random.default_rng(4).choice(["DSL", "Fiber"], ROWS), "No")
    found = drafted(
        Films=television(online(), 5), Internet=kinds, TV=television(online()), Plan=online(seed=6)
    )
    # one value states all others, that of the text that the others do not share
    assert found == {
        "internet": {"No": {"films": "No internet", "tv": "No internet"}},
        "films": {"No internet": {"internet": "No"}},
        "tv": {"No internet": {"internet": "No"}},
    }


def test_a_number_may_be_implied() -> None:
    messages = np.where(online(), np.random.default_rng(4).integers(1, 50, ROWS), 0)
    found = drafted(Mailbox=np.where(online(), "Yes", "No"), Messages=messages)
    assert found == {"mailbox": {"No": {"messages": 0}}}


def test_a_flag_is_implied_by_its_word() -> None:
    found = drafted(Phone=online().astype(int), Lines=television(online()))
    assert found == {
        "phone": {"No": {"lines": "No internet"}},
        "lines": {"No internet": {"phone": "No"}},
    }


@pytest.mark.parametrize("exceptions", [1, 3])
def test_a_single_exception_is_one_too_many(exceptions: int) -> None:
    tv = television(online())
    tv[np.flatnonzero(~online())[:exceptions]] = "Yes"
    found = drafted(Internet=np.where(online(), "Yes", "No"), TV=tv)
    assert found == {"tv": {"No internet": {"internet": "No"}}}


def test_a_blank_is_an_exception() -> None:
    tv = television(online())
    tv[np.flatnonzero(~online())[0]] = ""
    found = drafted(Internet=np.where(online(), "Yes", "No"), TV=tv)
    assert "internet" not in found


def test_a_common_value_is_implied_by_nothing() -> None:
    rare = np.random.default_rng(7).choice(["Gold", "Basic"], ROWS, p=[0.05, 0.95])
    used = np.where(rare == "Gold", "No", np.random.default_rng(8).choice(["Yes", "No"], ROWS))
    assert drafted(Plan=rare, Coupon=used) == {}


def test_few_rows_are_no_evidence() -> None:
    is_online = np.ones(ROWS, dtype=bool)
    is_online[:29] = False
    found = drafted(Internet=np.where(is_online, "Yes", "No"), TV=television(is_online))
    assert found == {}


def test_independent_columns_imply_nothing() -> None:
    random = np.random.default_rng(9)
    columns = {f"c{place}": random.choice(["a", "b", "c"], ROWS) for place in range(12)}
    assert drafted(**columns, Number=random.integers(0, 4, ROWS)) == {}


def test_many_implied_columns_are_written_as_a_table_of_their_own() -> None:
    columns = {f"Television {place}": television(online(), place) for place in range(6)}
    found = drafted(Internet=np.where(online(), "Yes", "No"), **columns)
    assert found["internet"]["No"] == {f"television_{place}": "No internet" for place in range(6)}
