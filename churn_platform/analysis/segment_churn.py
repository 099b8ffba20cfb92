"""Which groups of customers leave more often than others."""

from typing import Final

import pandas as pd

from churn_platform.analysis.rows import Rows
from churn_platform.analysis.segments import bands_of, segment_of
from churn_platform.analysis.statistics.churned import (
    CHURNED_COUNT,
    CUSTOMERS,
    VALUE,
    churned_by,
    counts_in,
)
from churn_platform.analysis.wilson import wilson_interval
from churn_platform.config.contracts.contract import Contract

_TYPES: Final = {
    "column": "object",
    "label": "object",
    "customers": "int64",
    "leavers": "int64",
    "churn_rate": "float64",
    "low": "float64",
    "high": "float64",
    "small": "bool",
}


def segment_churn(clean: Rows, contract: Contract, smallest: int) -> pd.DataFrame:
    """Return one row for each segment that has a customer, the highest churn rate first.

    Columns are `column`, `label`, `customers`, `leavers`, `churn_rate` with its bounds `low` and
    `high` (0 to 1, a 95% interval of Wilson, 1927), and `small`: whether there are fewer than
    `smallest` customers, too few to act on. Small segments come last. The bands of the time axis
    are cohorts: they are there, whatever the contract's segments are.

    Args:
        clean: customers with features and target, (n_customers, n_columns).
        contract: of that table.
        smallest: fewest customers of a segment that is not small.

    Raises:
        ValueError: if `smallest` is below 1.
    """
    if smallest < 1:
        raise ValueError(f"found {smallest} as smallest segment; expected 1 or more customers")
    names = segment_names(contract)
    if not len(clean) or not names:
        return pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)
    counts = churned_by(clean, names, contract.target)
    found = pd.concat(
        [_by_label(name, counts[name], contract) for name in names], ignore_index=True
    )
    found["churn_rate"] = found["leavers"] / found["customers"]
    found["low"], found["high"] = wilson_interval(found["leavers"], found["customers"])
    found["small"] = found["customers"] < smallest
    # equal rates keep the contract's order
    order = found.sort_values(["small", "churn_rate"], ascending=[True, False], kind="stable")
    return order.reset_index(drop=True)[list(_TYPES)]


def segment_names(contract: Contract) -> list[str]:
    """Return our names of the contract's segment columns, and of its time axis, in order."""
    axis = [] if contract.time_axis is None else [contract.time_axis]
    return list(dict.fromkeys([*contract.segment_columns, *axis]))


def _by_label(name: str, counts: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    column = contract[name]
    bands = bands_of(counts_in(counts), column) if column.kind == "numeric" else None
    labels = segment_of(counts[VALUE], column, bands=bands)
    sums = counts[[CUSTOMERS, CHURNED_COUNT]].groupby(labels, observed=True).sum()
    return pd.DataFrame(
        {
            "column": name,
            "label": sums.index.astype(str),
            "customers": sums[CUSTOMERS].to_numpy(),
            "leavers": sums[CHURNED_COUNT].to_numpy(),
        }
    )
