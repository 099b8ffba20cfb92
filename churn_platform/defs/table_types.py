"""The dagster-pandas types of the two customer tables: shown in the UI, enforced in the steps.

dagster-pandas imports pandas, which a code location must not load, so the types are declared with
their columns here and the constraints are built at the first check.
"""

import warnings
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any

import dagster as dg

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.schema import TELCO, Column

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = dg.TableColumnConstraints(nullable=False)
_KEY = dg.TableColumnConstraints(nullable=False, unique=True)
_BINARY = dg.TableColumnConstraints(nullable=False, other=["0 or 1"])
_SPLIT = dg.TableColumn("split", "string", "Trains or tests the models.", _NEEDED)


def _clean_column(column: Column) -> dg.TableColumn:
    if column.kind == "identifier":
        return dg.TableColumn(column.name, "string", column.description, _KEY)
    if column.kind == "category":
        levels = dg.TableColumnConstraints(
            nullable=False, other=["one of: " + ", ".join(column.values)]
        )
        return dg.TableColumn(column.name, "string", column.description, levels)
    if column.kind == "numeric":
        limits = dg.TableColumnConstraints(
            nullable=False, other=[f"from {column.low:g} to {column.high:g}"]
        )
        kind = "int" if column.whole else "float"
        return dg.TableColumn(column.name, kind, column.description, limits)
    return dg.TableColumn(column.name, "int", column.description, _BINARY)


def _processed_columns() -> list[dg.TableColumn]:
    identifier, target = (_clean_column(TELCO[name]) for name in (TELCO.identifier, TELCO.target))
    numbers = [
        dg.TableColumn(c.name, "float", f"{c.description} Imputed and scaled.", _NEEDED)
        for c in map(TELCO.__getitem__, TELCO.names("numeric"))
    ]
    flags = [
        dg.TableColumn(c.name, "float", c.description, _BINARY)
        for c in map(TELCO.__getitem__, TELCO.names("flag"))
    ]
    levels = [
        dg.TableColumn(f"{c.name}={value}", "float", f"1 if {c.name} is {value}.", _BINARY)
        for c in map(TELCO.__getitem__, TELCO.names("category"))
        for value in c.values
    ]
    return [identifier, _SPLIT, target, *numbers, *flags, *levels]


def _declare(name: str, description: str, columns: list[dg.TableColumn]) -> dg.DagsterType:
    def check(context: Any, value: Any) -> Any:
        return _constraints(name).type_check(context, value)

    return dg.DagsterType(
        name=name,
        type_check_fn=check,
        description=description,
        metadata={"columns": dg.TableSchema(columns=columns)},
    )


CLEAN_CUSTOMERS = _declare(
    "CleanCustomers",
    "The clean table: one row is one customer, every value typed and allowed.",
    [_clean_column(column) for column in TELCO.columns],
)
PROCESSED_CUSTOMERS = _declare(
    "ProcessedCustomers",
    "The model-ready table: id, split, target, and numbers only from there on.",
    _processed_columns(),
)


def enforce(table: dg.DagsterType, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the frame if it is of the type, so that nothing else is ever published.

    Raises:
        DataError: a constraint is broken; names the column.
    """
    check = table.type_check(None, frame)  # type: ignore[arg-type]
    if not check.success:
        raise DataError(f"{table.unique_name}: {check.description}")
    return frame


@lru_cache(maxsize=2)
def _constraints(name: str) -> dg.DagsterType:
    from dagster_pandas import create_dagster_pandas_dataframe_type

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # dagster-pandas calls all of itself beta
        columns = (
            [_clean_constraint(column) for column in TELCO.columns]
            if name == "CleanCustomers"
            else [_processed_constraint(column) for column in _processed_columns()]
        )
        checked: dg.DagsterType = create_dagster_pandas_dataframe_type(
            f"{name}Frame", columns=columns
        )
        return checked


def _clean_constraint(column: Column) -> Any:
    from dagster_pandas import PandasColumn

    if column.kind == "identifier":
        return PandasColumn.string_column(column.name, non_nullable=True, unique=True)
    if column.kind == "category":
        return PandasColumn.categorical_column(
            column.name, set(column.values), of_types=frozenset({"object"}), non_nullable=True
        )
    if column.kind != "numeric":
        return PandasColumn.integer_column(column.name, 0, 1, non_nullable=True)
    build = PandasColumn.integer_column if column.whole else PandasColumn.float_column
    return build(column.name, column.low, column.high, non_nullable=True)


def _processed_constraint(column: dg.TableColumn) -> Any:
    from dagster_pandas import PandasColumn

    if column.name == _SPLIT.name:
        return PandasColumn.categorical_column(
            column.name, {"train", "test"}, of_types=frozenset({"object"}), non_nullable=True
        )
    if column.type == "string":
        return PandasColumn.string_column(column.name, non_nullable=True, unique=True)
    if column.type == "int":
        return PandasColumn.integer_column(column.name, 0, 1, non_nullable=True)
    low, high = (0, 1) if column.constraints == _BINARY else (-inf, inf)
    return PandasColumn.float_column(column.name, low, high, non_nullable=True)
