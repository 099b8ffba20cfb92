"""Which groups of customers leave more often than others."""

from typing import Final

import pandas as pd

from churn_platform.analysis.segments import segment_of
from churn_platform.analysis.wilson import wilson_interval
from churn_platform.contracts.contract import Contract

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


def segment_churn(clean: pd.DataFrame, contract: Contract, smallest: int) -> pd.DataFrame:
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
    found = pd.concat([_counts(clean, contract, name) for name in names], ignore_index=True)
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


def _counts(clean: pd.DataFrame, contract: Contract, name: str) -> pd.DataFrame:
    labels = segment_of(clean[name], contract[name])
    groups = clean[contract.target].groupby(labels, observed=True)
    counts = groups.agg(["size", "sum"]).astype("int64")
    return pd.DataFrame(
        {
            "column": name,
            "label": counts.index.astype(str),
            "customers": counts["size"].to_numpy(),
            "leavers": counts["sum"].to_numpy(),
        }
    )
