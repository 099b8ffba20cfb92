"""How many customers are still there after each length of time: the Kaplan-Meier estimate."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.analysis.rows import Rows
from churn_platform.analysis.segments import segment_of
from churn_platform.analysis.statistics.counts import CUSTOMERS, counts_by
from churn_platform.config.contracts.contract import Contract

FloatArray = NDArray[np.float64]
Made = Callable[[pd.Series, pd.Series, pd.Series], pd.DataFrame]
CURVE_COLUMNS: Final = ("time", "at_risk", "left", "survival", "low", "high")
_Z: Final = 1.959963984540054  # two-sided 95% of the normal distribution


def survival_curve(
    duration: pd.Series, left: pd.Series, customers: pd.Series | None = None
) -> pd.DataFrame:
    """Return the share of customers who stay longer than each time, with its 95% interval.

    One row for time 0 and one for each distinct duration, (n_times, 6), by rising time: `time` in
    the unit of `duration`, `at_risk` customers with at least that duration, `left` of them who left
    then, `survival`, `low` and `high` from 0 to 1. Whoever stayed is censored at his duration.
    Rows of unknown duration do not count.

    Every row counts as watched from its start. Where a table lacks those who left long ago, the
    curve is too high.

    Survival is the product of 1 - left / at_risk (Kaplan and Meier, 1958). The interval is normal
    on the scale of log(-log(survival)) (Kalbfleisch and Prentice, 1980) with the variance of
    Greenwood (1926), and so within 0 and 1. Before anybody left it is 1 to 1; where survival has
    come to 0 it is undefined, NaN.

    Args:
        duration: how long each has been a customer, (n_customers,).
        left: 1 for who left and 0 for who stayed, (n_customers,).
        customers: how many each row stands for; one when not given.

    Raises:
        ValueError: if no duration is known.
    """
    known = duration.notna()
    times = duration[known].to_numpy(dtype="float64")
    if not len(times):
        raise ValueError(f"found no known duration in {len(duration)} rows; expected at least one")
    weights = (pd.Series(1, left.index) if customers is None else customers)[known].to_numpy()
    events = left[known].to_numpy(dtype="int64") * weights
    grid, places = np.unique(np.append(times, 0.0), return_inverse=True)
    places = places[:-1]  # the last one is that of time 0, which is nobody's
    gone = np.bincount(places, weights=weights, minlength=len(grid)).astype("int64")
    churned = np.bincount(places, weights=events, minlength=len(grid)).astype("int64")
    at_risk = gone.sum() - np.concatenate([[0], np.cumsum(gone)[:-1]])
    survival = np.cumprod(1 - churned / at_risk)
    low, high = _interval(survival, at_risk.astype("float64"), churned.astype("float64"))
    columns = (grid, at_risk, churned, survival, low, high)
    return pd.DataFrame(dict(zip(CURVE_COLUMNS, columns, strict=True)))


def life_table(
    duration: pd.Series, left: pd.Series, customers: pd.Series, horizon: float, smallest: int
) -> pd.DataFrame:
    """Return the share of customers who would stay longer than each month at today's risks.

    A period life table (Preston, Heuveline and Guillot, 2001, Demography, chapter 3): those whose
    time is t months left within the horizon or did not, which gives the risk of a month at t, and
    survival is the product of 1 - risk over the months. So it asks what becomes of a customer who
    meets the risks of today at each time, not how long customers of the past stayed.

    One row for each whole month at which somebody is, by rising time: `time`, `at_risk` customers
    of that time, `left` of them, `survival`; (n_months, 4). Months with few customers share one
    risk with those after them, as in an abridged table, and the last ones with those before. A
    month without anybody has the risk of the next one that has.

    Args:
        duration: months so far, (n_rows,); one value at least is known.
        left: 1 for who left within the horizon, 0 for who stayed, (n_rows,).
        customers: how many each row stands for, (n_rows,).
        horizon: months in which those who left did so.
        smallest: fewest customers of which a risk is taken, if there are so many at all.
    """
    known = duration.notna()
    month = np.floor(duration[known].to_numpy(dtype="float64")).clip(0)
    weights = customers[known].to_numpy()
    grid, places = np.unique(month, return_inverse=True)
    at_risk = np.bincount(places, weights=weights).astype("float64")
    gone = np.bincount(places, weights=weights * left[known].to_numpy())
    shared = _shared(at_risk, smallest)
    risk = (np.bincount(shared, gone) / np.bincount(shared, at_risk))[shared]
    survival = np.cumprod((1 - risk) ** (np.diff(grid, prepend=0.0) / horizon))
    return pd.DataFrame({"time": grid, "at_risk": at_risk, "left": gone, "survival": survival})


def _shared(at_risk: FloatArray, smallest: int) -> NDArray[np.intp]:
    """Return for each month the number of the interval whose risk it has, from 0, (n_months,)."""
    numbers, number, inside = np.zeros(len(at_risk), dtype=np.intp), 0, 0.0
    for place, count in enumerate(at_risk.tolist()):
        numbers[place] = number
        inside += count
        if inside >= smallest:
            number, inside = number + 1, 0.0
    return np.minimum(numbers, max(number - 1, 0))


def overall_curve(clean: Rows, contract: Contract, made: Made | None = None) -> pd.DataFrame:
    """Return the curve of all customers; see `curves_by`."""
    assert contract.time_axis is not None
    counts = counts_by(clean, [contract.time_axis, contract.target])
    return _curve(counts, contract, made)


def curves_by(
    clean: Rows, contract: Contract, column: str, made: Made | None = None
) -> dict[str, pd.DataFrame]:
    """Return the curve of each segment of a column, in the order of the segments' labels.

    Segments without a customer of known duration have no curve. The contract must name a time axis.

    Args:
        clean: customers with features and target, (n_customers, n_columns).
        contract: says which column is the time axis and which the target.
        column: a category or a flag of the contract.
        made: makes a curve of durations, who left, and how many each row stands for;
            `survival_curve` when not given.
    """
    assert contract.time_axis is not None
    counts = counts_by(clean, [column, contract.time_axis, contract.target])
    known = counts[counts[contract.time_axis].notna()]
    labels = segment_of(known[column], contract[column])
    return {
        str(label): _curve(rows, contract, made)
        for label, rows in known.groupby(labels, observed=True)
    }


def _curve(counts: pd.DataFrame, contract: Contract, made: Made | None) -> pd.DataFrame:
    columns = (counts[contract.time_axis], counts[contract.target], counts[CUSTOMERS])
    return (made or survival_curve)(*columns)


def survival_at(curve: pd.DataFrame, times: FloatArray) -> FloatArray:
    """Return the share who stay longer than each of the times, (n,), 0 to 1.

    It is 1 before the first time of the curve, and the last known share after the last one.
    """
    steps = np.append(1.0, curve["survival"].to_numpy())
    return steps[np.searchsorted(curve["time"].to_numpy(), times, side="right")]


def _interval(
    survival: FloatArray, at_risk: FloatArray, churned: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the bounds; 0/0 and log(0) are met at both ends of the curve, and are meant."""
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(churned / (at_risk * (at_risk - churned)))
        log = np.log(survival)
        middle, half = np.log(-log), _Z * np.sqrt(greenwood) / np.abs(log)
        bounds = np.exp(-np.exp(middle + half)), np.exp(-np.exp(middle - half))
    low, high = (np.where(survival == 1, 1.0, bound) for bound in bounds)
    return np.where(survival > 0, low, np.nan), np.where(survival > 0, high, np.nan)
