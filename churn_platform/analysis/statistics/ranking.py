"""Customers from the most to the least at risk, and how many of them left down to each place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Ranking:
    """Customers by falling probability; those of equal probability stay in the given order.

    Attributes:
        order: places of the customers in the given order, (n_customers,).
        left: 1 for a customer who left, 0 otherwise, (n_customers,).
        probability: falling, (n_customers,).
        ends: last place of each group of equal probability, (n_groups,). A threshold can cut the
            ranking behind these places only.
    """

    order: IntArray
    left: FloatArray
    probability: FloatArray
    ends: IntArray

    def predicted(self, threshold: float) -> int:
        """Return how many customers have at least this probability."""
        return int(np.searchsorted(-self.probability, -threshold, side="right"))


@dataclass(frozen=True)
class Counts:
    """All and churned customers down to some places of a ranking, same shape."""

    customers: FloatArray
    churned: FloatArray


def rank(y_true: IntArray, probability: FloatArray) -> Ranking:
    """Return the customers by falling probability.

    Args:
        y_true: 0 or 1, 1 for a customer who left, (n_customers,).
        probability: of leaving, (n_customers,).

    Raises:
        ValueError: there is no customer, the lengths differ, a probability is outside of 0 to 1,
            or a label is neither 0 nor 1.
    """
    y, p = np.asarray(y_true), np.asarray(probability, dtype=np.float64)
    if y.shape != p.shape or y.ndim != 1 or not len(y):
        raise ValueError(
            f"found labels of shape {y.shape} and probabilities of shape {p.shape};"
            " expected one of each for every customer, and a customer at least"
        )
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("found a probability outside of 0 to 1, or a missing one; expected none")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("found a label that is neither 0 nor 1; expected 1 for who left, else 0")
    order = by_risk(p)
    falling = p[order]
    ends = np.append(np.flatnonzero(np.diff(falling)), len(p) - 1)
    return Ranking(order, y[order].astype(np.float64), falling, ends)


def by_risk(probability: FloatArray) -> IntArray:
    """Return the places of the customers by falling probability, (n_customers,)."""
    return np.argsort(-probability, kind="stable")


def at_cuts(ranking: Ranking) -> Counts:
    """Return the counts down to each place where a threshold can cut, (n_groups,)."""
    return Counts((ranking.ends + 1).astype(np.float64), np.cumsum(ranking.left)[ranking.ends])


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, and NaN, without a warning, where the whole is 0."""
    part, whole = np.broadcast_arrays(part, whole)
    found = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=found, where=whole != 0)
    return found
