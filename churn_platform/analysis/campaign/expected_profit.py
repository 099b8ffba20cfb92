"""The expected maximum profit of a campaign whose success is uncertain."""

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import betainc

from churn_platform.analysis.campaign.profit import Campaign, Optimum
from churn_platform.analysis.statistics.ranking import (
    Counts,
    FloatArray,
    IntArray,
    Ranking,
    at_cuts,
    rank,
)


def expected_maximum_profit(
    y_true: IntArray, probability: FloatArray, campaign: Campaign
) -> Optimum:
    """Return the EMPC: the mean over gamma of the profit at the cut that is best for that gamma.

    Verbraken, Verbeke, Baesens (2013), see `profit`; per customer of the whole base. Contacting
    nobody, profit 0, is among the cuts. The best cut is chosen on the same customers, so this is
    the most that a ranking could earn; see `thresholds` for the profit of a cut chosen beforehand.

    Args:
        y_true: 0 or 1, (n_customers,).
        probability: of leaving, (n_customers,).
        campaign: costs, value and the distribution of gamma.

    Raises:
        ValueError: as `rank`.
    """
    hull = _hull(rank(y_true, probability))
    last = hull.customers[-1]
    customers, churned = np.append(0.0, hull.customers), np.append(0.0, hull.churned)
    change = _changes(np.diff(customers), np.diff(churned), campaign)
    low, high = np.append(0.0, change), np.append(change, 1.0)
    a, b = campaign.alpha, campaign.beta
    chance = betainc(a, b, high) - betainc(a, b, low)
    mean = campaign.gamma * (betainc(a + 1, b, high) - betainc(a + 1, b, low))
    earned = mean * churned * (campaign.clv - campaign.offer_cost)
    spent = campaign.contact_cost * customers + campaign.offer_cost * (customers - churned)
    return Optimum(
        float((earned - chance * spent).sum() / last), float((chance * customers).sum() / last)
    )


def _changes(customers: FloatArray, churned: FloatArray, campaign: Campaign) -> FloatArray:
    """Return the gamma, 0 to 1, from which contacting one more group pays, (n_groups,)."""
    spent = campaign.contact_cost * customers + campaign.offer_cost * (customers - churned)
    earned = churned * (campaign.clv - campaign.offer_cost)
    change = np.ones(len(spent))  # a group without churned customers never pays
    np.divide(spent, earned, out=change, where=earned > 0)
    return np.minimum(change, 1.0)


def _hull(ranking: Ranking) -> Counts:
    """Return the corners of the ROC curve's convex hull, except (0, 0), as counts.

    The slopes of the hull are the decreasing isotonic regression of the churn rate.
    """
    counts = at_cuts(ranking)
    customers = np.diff(counts.customers, prepend=0.0)
    share = np.diff(counts.churned, prepend=0.0) / customers
    blocks = isotonic_regression(share, weights=customers, increasing=False).blocks
    corners = blocks[1:] - 1
    return Counts(counts.customers[corners], counts.churned[corners])
