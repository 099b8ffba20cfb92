"""Lift: how much more often the top-ranked customers churn."""

from typing import Any, Final

import numpy as np

from churn_platform.analysis.statistics.ranking import FloatArray, IntArray, rank

DECILES: Final = 10
TOP_PERCENTS: Final = (5, 10, 20)


def top_customers(customers: int, percent: int) -> int:
    """Return how many customers the top percent are, rounded up; a whole number throughout."""
    return -(-customers * percent // 100)


def deciles(y_true: IntArray, probability: FloatArray) -> list[dict[str, Any]]:
    """Return one record for each tenth of the customers, the most at risk first.

    The customer at place i of n, from 0, is in decile 10 i / n, rounded down, plus 1. Equal
    probabilities stay in the given order. `lift` is the decile's rate over the rate of all, `gain`
    the share of all churned customers in this and the deciles before. What has no value is None:
    `lift` and `gain` when nobody left, `rate` and `lift` of a decile without customers.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of leaving, (n_customers,).

    Raises:
        ValueError: as `rank`.
    """
    left = rank(y_true, probability).left
    places = np.arange(len(left)) * DECILES // len(left)
    customers = np.bincount(places, minlength=DECILES)
    churned = np.bincount(places, weights=left, minlength=DECILES)
    found = churned.cumsum()
    return [
        _decile(place, int(customers[place]), int(churned[place]), float(left.mean()))
        | {"gain": float(found[place] / found[-1]) if found[-1] else None}
        for place in range(DECILES)
    ]


def _decile(place: int, customers: int, churned: int, overall: float) -> dict[str, Any]:
    rate = churned / customers if customers else None
    return {
        "decile": place + 1,
        "customers": customers,
        "leavers": churned,
        "rate": rate,
        "lift": rate / overall if rate is not None and overall else None,
    }


def lift_top_decile(y_true: IntArray, probability: FloatArray) -> float:
    """Return how many times more often the first decile leaves than everybody.

    Raises:
        ValueError: nobody left, or as `rank`.
    """
    lift = deciles(y_true, probability)[0]["lift"]
    if lift is None:
        raise ValueError("found nobody who left; expected one customer at least")
    return float(lift)


def at_top(y_true: IntArray, probability: FloatArray, percent: int) -> dict[str, Any]:
    """Return customers, churned customers, precision and recall of the top percent of the ranking.

    Equal probabilities stay in the given order. Recall is None when nobody left.
    """
    left = rank(y_true, probability).left
    customers = top_customers(len(left), percent)
    churned = int(left[:customers].sum())
    everybody = int(left.sum())
    return {
        "customers": customers,
        "leavers": churned,
        "precision": churned / customers,
        "recall": churned / everybody if everybody else None,
    }
