"""Columns that are about the product of others: count the rows that are far from it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract


@dataclass(frozen=True)
class RowCounts:
    """Rows that can be compared, and those of them where a value is far from what is expected.

    `first` counts the rows that are far in this column and in none before it, so that a row that is
    far in two columns is counted once.
    """

    comparable: int
    far: int
    first: int

    def __add__(self, other: "RowCounts") -> "RowCounts":
        return RowCounts(
            self.comparable + other.comparable, self.far + other.far, self.first + other.first
        )


def product_counts(customers: pd.DataFrame, contract: Contract) -> dict[str, RowCounts]:
    """Return the counts of each column of the contract that is about a product.

    Far is |value - product| / product > the column's `product_tolerance`; only rows whose product
    is above 0 are compared.
    """
    found, before = {}, np.zeros(len(customers), dtype=np.bool_)
    for column in contract.columns:
        if not column.product_of:
            continue
        product = _product(customers, column)
        values = customers[column.name].to_numpy(dtype=np.float64)
        rows = np.isfinite(values) & np.isfinite(product) & (product > 0)
        far = rows.copy()
        maximum = column.product_tolerance * product[rows]
        far[rows] = np.abs(values[rows] - product[rows]) > maximum
        first = int((far & ~before).sum())
        found[column.name] = RowCounts(int(rows.sum()), int(far.sum()), first)
        before |= far
    return found


def _product(customers: pd.DataFrame, column: Column) -> npt.NDArray[np.float64]:
    factors = [customers[name].to_numpy(dtype=np.float64) for name in column.product_of]
    with np.errstate(over="ignore", invalid="ignore"):  # an infinite product is not compared
        product: npt.NDArray[np.float64] = np.prod(factors, axis=0)
    return product
