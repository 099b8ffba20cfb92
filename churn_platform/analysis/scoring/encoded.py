"""Typed customers as one matrix of numbers. Imports no pandas, so that one customer stays quick."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from churn_platform.analysis.errors import DataError
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Encoded:
    """Customers as numbers.

    Attributes:
        features: the contract's features in its order, n_features of them.
        values: (n, n_features) float64. A number or flag as it is, a category as the place of its
            value in the contract; NaN where it is missing or the contract does not know the value.
    """

    features: tuple[str, ...]
    values: FloatArray

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class _Codes:
    features: tuple[str, ...]
    of_value: tuple[dict[Any, float] | None, ...]


def encode_table(customers: pd.DataFrame, contract: Contract) -> Encoded:
    """Return the features of typed customers, in the order of the rows.

    Raises:
        DataError: a feature has no column.
    """
    if absent := [name for name in contract.features if name not in customers.columns]:
        raise DataError(f"found no columns {absent}; expected every feature of {contract.name}")
    codes = _codes(contract)
    values = np.empty((len(customers), len(codes.features)))
    for place, (name, of_value) in enumerate(zip(codes.features, codes.of_value, strict=True)):
        column = customers[name]
        values[:, place] = (
            column.to_numpy(dtype="float64", na_value=math.nan)
            if of_value is None
            else category_codes(column, of_value)
        )
    return Encoded(codes.features, values)


def category_codes(values: pd.Series, of_value: Mapping[Any, float]) -> FloatArray:
    """Return the code of each text, (n,), NaN where it is missing or has none.

    Of a categorical each of its values is looked up once, and not each customer's.
    """
    if not hasattr(values, "cat"):
        return values.map(of_value).to_numpy(dtype="float64", na_value=math.nan)
    codes = [of_value.get(value, math.nan) for value in values.cat.categories]
    found: FloatArray = np.array([*codes, math.nan])[values.cat.codes]  # -1 where it is missing
    return found


def encode_customers(
    customers: Sequence[Mapping[str, str | float | None]], contract: Contract
) -> Encoded:
    """Return the features of customers given by name, None where a value is missing.

    Raises:
        DataError: a customer lacks a feature, or has text where a number belongs.
    """
    codes = _codes(contract)
    rows = [_row(customer, codes) for customer in customers]
    values = np.array(rows, dtype="float64").reshape(len(rows), len(codes.features))
    return Encoded(codes.features, values)


def code_of(value: str | float, column: Column) -> float:
    """Return how a value that a feature can have is encoded.

    Raises:
        ValueError: it is none of a category's values.
    """
    if column.kind == "category":
        return float(column.values.index(str(value)))
    return float(value)


def _row(customer: Mapping[str, str | float | None], codes: _Codes) -> list[float]:
    row = []
    try:
        for name, of_value in zip(codes.features, codes.of_value, strict=True):
            value = customer[name]
            if value is None:
                row.append(math.nan)
            elif of_value is not None:
                row.append(of_value.get(value, math.nan))
            elif isinstance(value, str):
                raise DataError(f"{name}: found text; expected a number")
            else:
                row.append(float(value))
    except KeyError:
        raise DataError(f"found no {name}; expected a value, or None where it is missing") from None
    return row


@lru_cache(maxsize=8)
def _codes_of(names: tuple[str, ...], levels: tuple[tuple[str, ...], ...]) -> _Codes:
    of_value = tuple(
        {value: float(code) for code, value in enumerate(values)} if values else None
        for values in levels
    )
    return _Codes(names, of_value)


def _codes(contract: Contract) -> _Codes:
    columns = [contract[name] for name in contract.features]
    levels = tuple(column.values if column.kind == "category" else () for column in columns)
    return _codes_of(tuple(column.name for column in columns), levels)
