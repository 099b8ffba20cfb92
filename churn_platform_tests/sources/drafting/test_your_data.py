"""The page for people with a table of their own says what is so."""

import re

import pytest

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import shipped
from churn_platform.config.contracts.sections import Reading, Thresholds
from churn_platform.config.settings import find_home
from churn_platform.sources.drafting.request import OPTIONS

PAGE = (find_home() / "docs/your-data.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
EXPLAINED = {key for cell in ROWS for key in re.findall(r"`(\w+)", cell)}


@pytest.mark.parametrize("model", [Column, Contract, Thresholds])
def test_every_key_of_a_contract_is_explained(
    model: type[Column] | type[Contract] | type[Thresholds],
) -> None:
    # the name of a column is that of its table
    assert set(model.model_fields) - {"name"} <= EXPLAINED


def test_every_way_of_reading_and_every_variable_of_make_is_named() -> None:
    for key in (*Reading.model_fields, *map(str.upper, OPTIONS), "FORCE"):
        assert f"`{key}" in PAGE


def test_the_limits_shown_are_the_defaults() -> None:
    shown = dict(re.findall(r"^\| `(\w+)` \| ([\d.\[\], ]+) \|", PAGE, flags=re.MULTILINE))
    defaults = {name: str(value) for name, value in Thresholds().model_dump().items()}
    assert shown == {
        name: text.replace("(", "[").replace(")", "]") for name, text in defaults.items()
    }


def test_the_shipped_contracts_are_named() -> None:
    for name in shipped():
        assert f"`{name}`" in PAGE


def test_every_row_of_a_table_stands_there_once() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(rows) == len(set(rows))
