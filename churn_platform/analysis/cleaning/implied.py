"""Count the rows with values that imply others, and the rows that contradict them."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from churn_platform.analysis.cleaning.products import RowCounts
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.implications import Typed

_Mask = npt.NDArray[np.bool_]


def implied_counts(customers: pd.DataFrame, contract: Contract) -> dict[str, RowCounts]:
    """Return the counts of each value of the contract that implies others, such as "plan=Basic".

    Comparable rows have the value; far rows are those of them with a contradicting value in an
    implied column. A missing value does not contradict.
    """
    if not contract.implications:
        return {}
    masks: dict[tuple[str, Typed], _Mask] = {}
    broken: dict[str, _Mask] = {}
    rows: dict[str, int] = {}
    for rule in contract.implications:
        has = _mask(customers, rule.column, rule.value, masks)
        holds = _mask(customers, rule.other, rule.implied, masks)
        other = has & ~holds
        if other.any():
            other &= customers[rule.other].notna().to_numpy()
        key = f"{rule.column}={rule.value if isinstance(rule.value, str) else int(rule.value)}"
        broken[key] = broken.get(key, False) | other
        rows[key] = int(has.sum())
    found, before = {}, np.zeros(len(customers), dtype=np.bool_)
    for key, mask in broken.items():
        found[key] = RowCounts(rows[key], int(mask.sum()), int((mask & ~before).sum()))
        before |= mask
    return found


def _mask(
    customers: pd.DataFrame, name: str, value: Typed, known: dict[tuple[str, Typed], _Mask]
) -> _Mask:
    if (name, value) not in known:
        known[name, value] = (customers[name] == value).to_numpy(dtype=np.bool_)
    return known[name, value]
