"""Check of columns that are about the product of others."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed, out_of, percent
from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.contracts.column import Column
from churn_platform.contracts.contract import Contract

_NAME = "products_agree_with_their_factors"


def products_agree_with_their_factors(cleaned: Cleaned, contract: Contract) -> Finding:
    """Hold that a stated product is near its factors' in almost every row where that is above 0.

    Far is |value - product| / product > the column's `product_tolerance`.
    """
    most = contract.checks.inconsistent_share
    columns = [column for column in contract.columns if column.product_of]
    expected = f"at most {percent(most)} of the rows far from the product"
    if not columns:
        return Finding(_NAME, True, "the contract states none", expected, 0)
    far, counts = [], {}
    for column in columns:
        product = _product(cleaned.customers, column)
        values = cleaned.customers[column.name].to_numpy(dtype=np.float64)
        far.append(_far(values, product, column.product_tolerance))
        counts[column.name] = (int(far[-1].sum()), int(_comparable(values, product).sum()))
    return Finding(
        _NAME,
        passed=all(not count or count / total <= most for count, total in counts.values()),
        found=listed([f"{name}: {out_of(*each)}" for name, each in counts.items()], "; "),
        expected=expected,
        rows=int(np.any(far, axis=0).sum()),
        details={name: count for name, (count, _) in counts.items()},
    )


def _product(customers: pd.DataFrame, column: Column) -> npt.NDArray[np.float64]:
    factors = [customers[name].to_numpy(dtype=np.float64) for name in column.product_of]
    with np.errstate(over="ignore", invalid="ignore"):  # an endless product is not compared
        product: npt.NDArray[np.float64] = np.prod(factors, axis=0)
    return product


def _comparable(
    values: npt.NDArray[np.float64], product: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    return np.isfinite(values) & np.isfinite(product) & (product > 0)


def _far(
    values: npt.NDArray[np.float64], product: npt.NDArray[np.float64], tolerance: float
) -> npt.NDArray[np.bool_]:
    rows = _comparable(values, product)
    rows[rows] = np.abs(values[rows] - product[rows]) > tolerance * product[rows]
    return rows
