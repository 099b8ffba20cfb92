from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.settings import Settings
from churn_platform.defs.tables.rules import Rule
from churn_platform.defs.tables.types import (
    CLEAN_CUSTOMERS,
    PROCESSED_CUSTOMERS,
    QUARANTINED_CUSTOMERS,
    UNLABELLED_CUSTOMERS,
    Table,
)
from churn_platform.pipeline import Pipeline
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


def contract(blank: str = "missing") -> Contract:
    return parse_contract(SMALL.replace("BLANK", f'blank = "{blank}"'), "small.toml")


@pytest.fixture
def small() -> pd.DataFrame:
    """A table of another contract, with whatever may be missing."""
    nan = float("nan")
    return pd.DataFrame(
        {
            "id": ["SECRET-1", "SECRET-2", "SECRET-3"],
            "age": [18.0, nan, 1e9],
            "debt": [-1e9, 0.5, 5.0],
            "card": [1.0, 0.0, nan],
            "region": pd.Series(["west", None, "north"], dtype=object),
            "left": [0, 1, 1],
        }
    )


def columns_of(table: Table) -> dict[str, dg.TableColumn]:
    value = table.of(Pipeline(Settings())).metadata["columns"]
    assert isinstance(value, dg.TableSchemaMetadataValue)
    return {column.name: column for column in value.schema.columns}


@pytest.mark.parametrize("name", TYPES)
def test_every_table_is_of_its_type(name: str, tables: dict[str, pd.DataFrame]) -> None:
    assert len(tables[name]) > 0
    assert TYPES[name].enforce(tables[name], TELCO) is tables[name]
    assert TYPES[name].enforce(tables[name].iloc[:0], TELCO).empty


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
        CLEAN_CUSTOMERS.enforce(clean, TELCO)
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
        PROCESSED_CUSTOMERS.enforce(broken, TELCO)


@pytest.mark.parametrize(("column", "value"), [("row", 0), ("rule", None), ("column", None)])
def test_a_quarantined_line_that_breaks_its_rule_is_named(
    tables: dict[str, pd.DataFrame], column: str, value: Any
) -> None:
    lines = tables["quarantined"].assign(**{column: [value]})
    with pytest.raises(DataError, match=f"QuarantinedCustomers: column {column}: found"):
        QUARANTINED_CUSTOMERS.enforce(lines, TELCO)


def test_a_missing_column_is_named(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(DataError, match="column contract: not found, expected string, one of"):
        CLEAN_CUSTOMERS.enforce(tables["clean"].drop(columns="contract"), TELCO)


def test_the_unlabelled_have_no_target() -> None:
    assert list(columns_of(UNLABELLED_CUSTOMERS)) == [n for n in TELCO.names() if n != "churn"]


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DataError, match="found list, expected a pandas DataFrame"):
        CLEAN_CUSTOMERS.enforce([], TELCO)  # type: ignore[arg-type]


def test_a_check_follows_the_contract_in_force(small: pd.DataFrame) -> None:
    assert CLEAN_CUSTOMERS.enforce(small, contract()) is small
    unlabelled = small.drop(columns="left")
    assert UNLABELLED_CUSTOMERS.enforce(unlabelled, contract()) is unlabelled
    split = pd.Series(["train", "train", "test"])
    ready = pd.DataFrame(
        {"id": small["id"], "split": split, "left": small["left"], "age": [0.0, 1.0, 2.0]}
    ).assign(**{"debt": -0.5, "card": 0.0, "region=north": 1.0, "region=west": 0.0})
    assert PROCESSED_CUSTOMERS.enforce(ready, contract()) is ready


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
        CLEAN_CUSTOMERS.enforce(small.assign(**{column: values}), contract())


def test_a_contract_that_allows_less_is_enforced(small: pd.DataFrame) -> None:
    CLEAN_CUSTOMERS.enforce(small, contract())
    with pytest.raises(DataError, match="column region: found"):
        CLEAN_CUSTOMERS.enforce(small, contract(blank="refuse"))


def test_an_output_is_checked_by_the_contract_as_it_is_now(
    small: pd.DataFrame, tmp_path: Path
) -> None:
    file = tmp_path / "small.toml"
    file.write_text(SMALL.replace("BLANK", 'blank = "missing"'), encoding="utf-8")
    made = CLEAN_CUSTOMERS.of(Pipeline(Settings(home=tmp_path, contract="small.toml")))
    context: Any = None
    assert made.type_check(context, small).success
    file.write_text(SMALL.replace("BLANK", 'blank = "refuse"'), encoding="utf-8")
    said = made.type_check(context, small).description
    assert said is not None and said.startswith("column region: found")
