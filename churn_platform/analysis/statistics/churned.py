"""How many customers have each value of a column, and how many of them left."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from churn_platform.analysis.rows import Rows, mapped
from churn_platform.analysis.statistics.counts import Counts

VALUE, CUSTOMERS, CHURNED_COUNT = "value", "customers", "leavers"


def churned_by(rows: Rows, columns: Sequence[str], target: str) -> dict[str, pd.DataFrame]:
    """Return for each column its distinct values, with `customers` and `leavers`, (n_values, 3).

    A missing value is a value. They are in the order in which they first come, and so depend on the
    order of the rows alone.

    Args:
        rows: customers, at least one.
        columns: of few values, or of numbers.
        target: the column that is 1 for a customer who left and 0 for one who stayed.
    """
    names = list(dict.fromkeys(columns))
    count = partial(_counted, names=names, target=target)
    parts = list(mapped(rows, count, list(dict.fromkeys([*names, target]))))
    return {name: _added([part[name] for part in parts]) for name in names}


def _counted(part: pd.DataFrame, names: list[str], target: str) -> dict[str, pd.DataFrame]:
    left = part[target].to_numpy()
    return {name: _column(part[name], left) for name in names}


def _column(values: pd.Series, left: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pd.DataFrame:
    codes, found = pd.factorize(values, use_na_sentinel=False)
    return pd.DataFrame(
        {
            VALUE: pd.Series(np.asarray(found)),
            CUSTOMERS: np.bincount(codes, minlength=len(found)),
            CHURNED_COUNT: np.bincount(codes, weights=left, minlength=len(found)).astype("int64"),
        }
    )


def _added(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if len(parts) == 1:
        return parts[0]
    together = pd.concat(parts, ignore_index=True)
    return together.groupby(VALUE, dropna=False, sort=False).sum().reset_index()


def counts_in(found: pd.DataFrame) -> Counts:
    """Return the customers of each known value as counts."""
    ordered = found.dropna(subset=[VALUE]).sort_values(VALUE)
    missing = int(found[CUSTOMERS].sum() - ordered[CUSTOMERS].sum())
    return Counts(ordered[VALUE].to_numpy(), ordered[CUSTOMERS].to_numpy(dtype=np.int64), missing)
