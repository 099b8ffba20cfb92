"""The profit of a retention campaign that contacts the customers most at risk.

A contacted customer who would churn stays with probability gamma. The campaign then earns the
customer's lifetime value and pays for the offer and the contact. One who churns anyway costs the
contact. A customer who would have stayed costs the offer and the contact.

Source of all formulas: Verbraken, Verbeke, Baesens (2013), A Novel Profit Maximizing Metric for
Measuring Classification Performance of Customer Churn Prediction Models, IEEE Transactions on
Knowledge and Data Engineering 25(5). Money is in the unit of the lifetime value.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from churn_platform.analysis.statistics.ranking import (
    Counts,
    FloatArray,
    IntArray,
    at_cuts,
    rank,
)


@dataclass(frozen=True)
class Campaign:
    """A retention campaign; the chance that an offer works, gamma, is Beta(alpha, beta).

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

    @property
    def threshold(self) -> float | None:
        """Probability of leaving from which a contact pays, 0 to 1; None if it never does.

        With a calibrated probability p the expected profit of a contact at the mean gamma is
        p (gamma (clv - d) - f) - (1 - p) (d + f), d the cost of an offer and f that of a contact.
        It is 0 at p = (d + f) / (gamma (clv - d) + d).
        """
        pays_from = (self.offer_cost + self.contact_cost) / (
            self.gamma * (self.clv - self.offer_cost) + self.offer_cost
        )
        return pays_from if pays_from < 1 else None

    def gamma_range(self) -> tuple[float, float]:
        """Return the 2.5% and the 97.5% quantile of gamma's Beta distribution."""
        low, high = betaincinv(self.alpha, self.beta, [0.025, 0.975])
        return float(low), float(high)

    def profit(self, counts: Counts, gamma: float) -> FloatArray:
        """Return the total profit of contacting these customers, for each of the counts."""
        per_churned = gamma * (self.clv - self.offer_cost) - self.contact_cost
        per_stayer = -(self.offer_cost + self.contact_cost)
        # one array fewer than churned and retained customers apart, and most of the bootstrap's
        # time is here
        return counts.churned * (per_churned - per_stayer) + counts.customers * per_stayer


class Optimum(NamedTuple):
    """The largest profit per customer of the whole base, and the share of it to contact."""

    profit: float
    share: float


def maximum_profit(y_true: IntArray, probability: FloatArray, campaign: Campaign) -> Optimum:
    """Return the MPC: the largest profit of any cut at the mean gamma, known in hindsight.

    Ties go to the fewest contacts; contacting nobody, profit 0, is one of the cuts.

    Raises:
        ValueError: as `rank`.
    """
    shares, profit = profit_curve(y_true, probability, campaign)
    best = int(profit.argmax())
    return Optimum(float(profit[best]), float(shares[best]))


def profit_curve(
    y_true: IntArray, probability: FloatArray, campaign: Campaign
) -> tuple[FloatArray, FloatArray]:
    """Return shares contacted and profit per customer of the whole base at the mean gamma.

    Both (n_cuts + 1,), ascending from (0, 0) to everybody; one cut after each group of equal
    probability.

    Raises:
        ValueError: as `rank`.
    """
    counts = at_cuts(rank(y_true, probability))
    n = counts.customers[-1]
    profit = campaign.profit(counts, campaign.gamma)
    return np.append(0.0, counts.customers / n), np.append(0.0, profit / n)


def thinned(shares: FloatArray, profit: FloatArray, points: int = 101) -> list[list[float]]:
    """Return at most `points` points [share, profit] of the curve, including the best one."""
    grid = np.searchsorted(shares, np.linspace(0, 1, points - 1))
    places = np.union1d(np.minimum(grid, len(shares) - 1), profit.argmax())
    return [[float(shares[place]), float(profit[place])] for place in places]
