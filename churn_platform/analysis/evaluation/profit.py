"""What a retention campaign earns that contacts the customers most at risk.

A leaver who is contacted stays with probability gamma; the campaign then earns the customer's
lifetime value and has paid for the offer and the contact. A leaver who leaves anyway costs the
contact, a customer who would have stayed costs the offer and the contact.

Source of all formulas: Verbraken, Verbeke, Baesens (2013), A Novel Profit Maximizing Metric for
Measuring Classification Performance of Customer Churn Prediction Models, IEEE Transactions on
Knowledge and Data Engineering 25(5). Money is in the unit of the lifetime value.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from churn_platform.analysis.evaluation.ranking import (
    Counts,
    FloatArray,
    IntArray,
    at_cuts,
    rank,
)


@dataclass(frozen=True)
class Campaign:
    """A retention campaign; gamma, the chance that an offer keeps a leaver, is Beta(alpha, beta).

    Raises:
        ValueError: a number is out of its range.
    """

    clv: float = 200.0
    offer_cost: float = 10.0
    contact_cost: float = 1.0
    alpha: float = 6.0
    beta: float = 14.0

    def __post_init__(self) -> None:
        for name in ("clv", "alpha", "beta"):
            if not 0 < (found := getattr(self, name)) < np.inf:
                raise ValueError(f"{name}: found {found}; expected a number above 0")
        if not 0 <= self.offer_cost < self.clv:
            raise ValueError(
                f"offer_cost: found {self.offer_cost};"
                f" expected at least 0 and less than the lifetime value, {self.clv}"
            )
        if not 0 <= self.contact_cost < np.inf:
            raise ValueError(f"contact_cost: found {self.contact_cost}; expected at least 0")

    @property
    def gamma(self) -> float:
        """Mean chance that an offer keeps a customer who would leave."""
        return self.alpha / (self.alpha + self.beta)

    def profit(self, counts: Counts, gamma: float) -> FloatArray:
        """Return what contacting these customers earns in total, for each of the counts."""
        per_leaver = gamma * (self.clv - self.offer_cost) - self.contact_cost
        per_stayer = -(self.offer_cost + self.contact_cost)
        # one array fewer than leavers and stayers apart, and most of the bootstrap's time is here
        return counts.leavers * (per_leaver - per_stayer) + counts.customers * per_stayer


class Optimum(NamedTuple):
    """The largest profit per customer of the whole base, and the share of it to contact."""

    profit: float
    share: float


class Cut(NamedTuple):
    """Contact who has at least this probability; nobody when it is None."""

    threshold: float | None
    profit: float
    share: float


def maximum_profit(y_true: IntArray, probability: FloatArray, campaign: Campaign) -> Optimum:
    """Return the MPC: the profit at the best cut when gamma is its mean; else as the EMPC."""
    cut = best_cut(y_true, probability, campaign)
    return Optimum(cut.profit, cut.share)


def best_cut(y_true: IntArray, probability: FloatArray, campaign: Campaign) -> Cut:
    """Return the cut of most profit at the mean gamma; of equal ones the one of fewest contacts.

    Raises:
        ValueError: as `rank`.
    """
    ranking = rank(y_true, probability)
    counts = at_cuts(ranking)
    profit = campaign.profit(counts, campaign.gamma)
    best = int(profit.argmax())
    if profit[best] <= 0:
        return Cut(None, 0.0, 0.0)
    n = len(ranking.left)
    threshold = float(ranking.probability[ranking.ends[best]])
    return Cut(threshold, float(profit[best] / n), float(counts.customers[best] / n))


def profit_curve(
    y_true: IntArray, probability: FloatArray, campaign: Campaign
) -> tuple[FloatArray, FloatArray]:
    """Return shares contacted and profit per customer of the whole base at the mean gamma.

    Both (n_cuts + 1,), rising in share from (0, 0) to everybody; one cut behind each group of
    equal probability.

    Raises:
        ValueError: as `rank`.
    """
    counts = at_cuts(rank(y_true, probability))
    n = counts.customers[-1]
    profit = campaign.profit(counts, campaign.gamma)
    return np.append(0.0, counts.customers / n), np.append(0.0, profit / n)


def thinned(shares: FloatArray, profit: FloatArray, points: int = 101) -> list[list[float]]:
    """Return at most so many points [share, profit] of the curve, the best one among them."""
    grid = np.searchsorted(shares, np.linspace(0, 1, points - 1))
    places = np.union1d(np.minimum(grid, len(shares) - 1), profit.argmax())
    return [[float(shares[place]), float(profit[place])] for place in places]
