from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.config.settings import get_settings
from churn_platform.defs.tables.rules import Rule
from churn_platform.defs.tables.types import (
    CLEAN_CUSTOMERS,
    PROCESSED_CUSTOMERS,
    QUARANTINED_CUSTOMERS,
    UNLABELLED_CUSTOMERS,
    enforce,
)
from churn_platform_tests.analysis.composed import process_customers
from churn_platform_tests.telco import TELCO

TYPES = {
    "clean": CLEAN_CUSTOMERS,
    "unlabelled": UNLABELLED_CUSTOMERS,
    "quarantined": QUARANTINED_CUSTOMERS,
    "processed": PROCESSED_CUSTOMERS,
}
SMALL = """
name = "small"
columns.id = {kind = "identifier", header = "Id"}
columns.age = {kind = "numeric", header = "Age", low = 18, whole = true, blank = "missing"}
columns.debt = {kind = "numeric", header = "Debt", high = 5}
columns.card = {kind = "flag", header = "Card", blank = "missing"}
columns.region = {kind = "category", header = "Region", values = ["north", "west"], BLANK}
columns.left = {kind = "target", header = "Left"}
"""


@pytest.fixture
def tables(raw: pd.DataFrame) -> dict[str, pd.DataFrame]:
    raw.loc[0, "churn"] = ""
    raw.loc[1, "contract"] = "Crypto"
    cleaned = clean_customers(raw, TELCO)
    return {
        "clean": cleaned.customers,
        "unlabelled": cleaned.unlabelled,
        "quarantined": cleaned.quarantine,
        "processed": process_customers(cleaned.customers, pd.Series(["train", "test"]), TELCO),
    }


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pd.DataFrame]:
    """Put another contract in force and return a table of it, with whatever may be missing."""
    use(tmp_path, monkeypatch, 'blank = "missing"')
    nan = float("nan")
    yield pd.DataFrame(
        {
            "id": ["SECRET-1", "SECRET-2", "SECRET-3"],
            "age": [18.0, nan, 1e9],
            "debt": [-1e9, 0.5, 5.0],
            "card": [1.0, 0.0, nan],
            "region": pd.Series(["west", None, "north"], dtype=object),
            "left": [0, 1, 1],
        }
    )
    get_settings.cache_clear()


def use(folder: Path, monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    (folder / "small.toml").write_text(SMALL.replace("BLANK", blank), encoding="utf-8")
    monkeypatch.setenv("CHURN_HOME", str(folder))
    monkeypatch.setenv("CHURN_CONTRACT", "small.toml")
    get_settings.cache_clear()


def columns_of(table: dg.DagsterType) -> dict[str, dg.TableColumn]:
    value = table.metadata["columns"]
    assert isinstance(value, dg.TableSchemaMetadataValue)
    return {column.name: column for column in value.schema.columns}


@pytest.mark.parametrize("name", TYPES)
def test_every_table_is_of_its_type(name: str, tables: dict[str, pd.DataFrame]) -> None:
    assert len(tables[name]) > 0
    assert enforce(TYPES[name], tables[name]) is tables[name]
    assert enforce(TYPES[name], tables[name].iloc[:0]).empty


@pytest.mark.parametrize("name", TYPES)
def test_the_ui_shows_the_columns_that_the_table_has(
    name: str, tables: dict[str, pd.DataFrame]
) -> None:
    assert list(columns_of(TYPES[name])) == list(tables[name].columns)


def test_the_ui_shows_what_a_column_may_hold() -> None:
    columns = columns_of(CLEAN_CUSTOMERS)
    assert columns["tenure"].type == "int"
    assert columns["tenure"].constraints.other == ["from 0 to 1200"]
    assert columns["gender"].constraints.other == ["one of ['Female', 'Male']"]
    assert columns["customer_id"].constraints.unique
    assert not columns["gender"].constraints.nullable


def test_a_description_of_the_contract_is_no_markdown() -> None:
    told = Rule("plan", "string", "![x](http://evil.example/x.png) <b>*Plan*</b>").shown()
    assert told.description == (
        "\\!\\[x\\](http:\u2060//evil.example/x.png) &lt;b&gt;\\*Plan\\*&lt;/b&gt;"
    )
    assert Rule("plan", "string").shown().description == ""


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("contract", "Crypto", "values that are missing or not allowed, expected string, one of"),
        ("contract", None, "values that are missing or not allowed, expected string, one of"),
        ("partner", 2, "numbers that are missing or out of range, expected int, from 0 to 1"),
        ("tenure", -1, "numbers that are missing or out of range, expected int, from 0 to 1200"),
        ("tenure", 1.5, "dtype float64, expected int, from 0 to 1200, never missing"),
        ("monthly_charges", None, "numbers that are missing or out of range, expected float"),
        ("customer_id", "0004-D", "values that occur twice, expected string"),
        ("customer_id", None, "missing values, expected string, never missing, each once"),
    ],
)
def test_a_clean_value_that_breaks_its_rule_is_named(
    tables: dict[str, pd.DataFrame], column: str, value: Any, found: str
) -> None:
    clean = tables["clean"].assign(**{column: [value, *tables["clean"][column].tolist()[1:]]})
    with pytest.raises(DataError) as error:
        enforce(CLEAN_CUSTOMERS, clean)
    assert str(error.value).startswith(f"CleanCustomers: column {column}: found {found}")
    assert "\n" not in str(error.value) and "0004-D" not in str(error.value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("split", "both"),
        ("tenure", None),
        ("tenure", float("inf")),
        ("contract=One year", 2.0),
        ("partner", -1.0),
        ("churn", 3),
    ],
)
def test_a_processed_value_that_breaks_its_rule_is_named(
    tables: dict[str, pd.DataFrame], column: str, value: Any
) -> None:
    ready = tables["processed"]
    broken = ready.assign(**{column: [value, *ready[column].tolist()[1:]]})
    with pytest.raises(DataError, match=f"ProcessedCustomers: column {column}: found"):
        enforce(PROCESSED_CUSTOMERS, broken)


@pytest.mark.parametrize(("column", "value"), [("row", 0), ("rule", None), ("column", None)])
def test_a_quarantined_line_that_breaks_its_rule_is_named(
    tables: dict[str, pd.DataFrame], column: str, value: Any
) -> None:
    lines = tables["quarantined"].assign(**{column: [value]})
    with pytest.raises(DataError, match=f"QuarantinedCustomers: column {column}: found"):
        enforce(QUARANTINED_CUSTOMERS, lines)


def test_a_missing_column_is_named(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(DataError, match="column contract: not found, expected string, one of"):
        enforce(CLEAN_CUSTOMERS, tables["clean"].drop(columns="contract"))


def test_the_unlabelled_have_no_target() -> None:
    assert list(columns_of(UNLABELLED_CUSTOMERS)) == [n for n in TELCO.names() if n != "churn"]


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DataError, match="found list, expected a pandas DataFrame"):
        enforce(CLEAN_CUSTOMERS, [])  # type: ignore[arg-type]


def test_a_check_follows_the_contract_in_force(small: pd.DataFrame) -> None:
    assert enforce(CLEAN_CUSTOMERS, small) is small
    unlabelled = small.drop(columns="left")
    assert enforce(UNLABELLED_CUSTOMERS, unlabelled) is unlabelled
    split = pd.Series(["train", "train", "test"])
    ready = pd.DataFrame(
        {"id": small["id"], "split": split, "left": small["left"], "age": [0.0, 1.0, 2.0]}
    ).assign(**{"debt": -0.5, "card": 0.0, "region=north": 1.0, "region=west": 0.0})
    assert enforce(PROCESSED_CUSTOMERS, ready) is ready


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("age", [17.0, np.nan, 20.0], "float, from 18, or missing"),
        ("debt", [5.5, 1.0, 1.0], "float, to 5, never missing"),
        ("debt", [np.nan, 1.0, 1.0], "float, to 5, never missing"),
        ("card", [0.0, np.nan, 2.0], "float, from 0 to 1, or missing"),
        ("region", ["east", None, "west"], r"string, one of \['north', 'west'\], or missing"),
    ],
)
def test_what_may_be_missing_must_still_be_right(
    small: pd.DataFrame, column: str, values: list[Any], expected: str
) -> None:
    with pytest.raises(DataError, match=f"column {column}: found .*, expected {expected}$"):
        enforce(CLEAN_CUSTOMERS, small.assign(**{column: values}))


def test_a_changed_contract_is_enforced_at_the_next_check(
    small: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enforce(CLEAN_CUSTOMERS, small)
    use(tmp_path, monkeypatch, 'blank = "refuse"')
    with pytest.raises(DataError, match="column region: found"):
        enforce(CLEAN_CUSTOMERS, small)
