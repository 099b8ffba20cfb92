"""How long a customer is still expected to stay."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from churn_platform.analysis.rows import Rows
from churn_platform.analysis.segments import segment_of
from churn_platform.analysis.statistics.counts import counts_of
from churn_platform.analysis.survival.curves import (
    FloatArray,
    curves_by,
    life_table,
    overall_curve,
    survival_at,
)
from churn_platform.catalog import LIFETIME_BASES
from churn_platform.config.contracts.contract import Contract

OBSERVED, EXTRAPOLATED = LIFETIME_BASES


@dataclass(frozen=True)
class Curves:
    """The curve of all customers, and those of the segments of `column` that are large enough."""

    overall: pd.DataFrame
    column: str | None
    by_segment: dict[str, pd.DataFrame]


def lifetime_problem(contract: Contract) -> str:
    """Return why no customer has an expected lifetime, or "" if they have."""
    if contract.time_axis is None:
        return "The contract names no time axis"
    unit = contract[contract.time_axis].unit
    if unit.casefold() != "months":
        return f"found a time axis in {unit!r}; expected one in 'months'"
    if contract.outcome.horizon_months is None:
        return "the contract does not say in which time those who left did so (outcome)"
    return ""


def lifetime_curves(clean: Rows, contract: Contract, smallest: int) -> Curves | None:
    """Return the curves that customers' lifetimes are read from; None without such a time axis.

    Customers are told apart by the first category among the contract's segments. None as well if
    not one duration is known.

    Args:
        clean: customers with features and target, (n_customers, n_columns).
        contract: of that table.
        smallest: fewest customers of known duration that make a curve of their own, and of which a
            month's risk is taken.
    """
    horizon = contract.outcome.horizon_months
    if lifetime_problem(contract) or horizon is None:
        return None
    assert contract.time_axis is not None
    if not counts_of(clean, contract.time_axis).known:
        return None
    names = [name for name in contract.segment_columns if contract[name].kind == "category"]
    column = names[0] if names else None
    made = partial(life_table, horizon=horizon, smallest=smallest)
    found = curves_by(clean, contract, column, made) if column else {}
    return Curves(
        overall=overall_curve(clean, contract, made),
        column=column,
        by_segment={
            label: curve for label, curve in found.items() if curve["at_risk"].sum() >= smallest
        },
    )


def expected_lifetime(
    customers: pd.DataFrame, curves: Curves | None, contract: Contract, horizon_months: int
) -> pd.DataFrame | None:
    """Return how many of the next months each customer is expected to complete, (n_customers, 2).

    `lifetime_months`, with T the whole time as a customer, t the time so far and H the horizon, is
    the expectation of min(T - t, H) in whole months, given T > t: the sum of S(t + k) / S(t) for k
    from 1 to H, from 0 to H. S is the life table of the customer's segment, and that of all
    customers for a segment without one, or where the segment's has come to 0 before t. It holds
    the risks that customers of each time meet today, within the time that the contract states.

    `lifetime_basis` is "observed" where t + H lies on the curve, and "extrapolated" beyond its last
    time: there S is held at its last known value, and the months are an upper estimate.

    Both are missing for a customer of unknown time so far, and for one whom nobody was seen to
    outlast. `lifetime_problem` has the reason when there is none at all.

    Args:
        customers: those who are still there, with the features of the contract.
        curves: what `lifetime_curves` gave.
        contract: of both tables.
        horizon_months: H, 1 or more.

    Raises:
        ValueError: if the horizon is below 1.
    """
    if horizon_months < 1:
        raise ValueError(f"found a horizon of {horizon_months} months; expected 1 or more")
    if curves is None or contract.time_axis is None:
        return None
    times = customers[contract.time_axis].to_numpy(dtype="float64")
    months, end = _months(curves.overall, times, horizon_months), _end(curves.overall)
    ends = np.full(len(times), end)
    if curves.column is not None:
        labels = segment_of(customers[curves.column], contract[curves.column]).astype(str)
        for label, curve in curves.by_segment.items():
            chosen = np.flatnonzero((labels == label).to_numpy())
            own = _months(curve, times[chosen], horizon_months)
            known = ~np.isnan(own)
            months[chosen[known]], ends[chosen[known]] = own[known], _end(curve)
    basis = np.where(times + horizon_months > ends, EXTRAPOLATED, OBSERVED).astype(object)
    basis[np.isnan(months)] = None
    return pd.DataFrame({"lifetime_months": months, "lifetime_basis": basis}, index=customers.index)


def _end(curve: pd.DataFrame) -> float:
    """Return the last time that a curve says something of: for ever, if nobody stays longer."""
    return float(curve["time"].iloc[-1]) if curve["survival"].iloc[-1] > 0 else math.inf


def _months(curve: pd.DataFrame, times: FloatArray, horizon: int) -> FloatArray:
    # each time once and in order: looked up many times faster in a long curve
    distinct, places = np.unique(times, return_inverse=True)
    now = survival_at(curve, distinct)
    later = np.zeros(len(distinct))
    for month in range(1, horizon + 1):  # a month at a time: millions of customers fit in memory
        later += survival_at(curve, distinct + month)
    months = np.full(len(distinct), np.nan)
    known = (now > 0) & ~np.isnan(distinct)
    # 24 times a number over that number may be a little more than 24
    months[known] = np.minimum(later[known] / now[known], horizon)
    return months[places]
