"""What contacting the customers most at risk is expected to cost and to earn."""

import math
from typing import Any

from churn_platform.analysis.evaluation.profit import Campaign
from churn_platform.analysis.scoring.encoded import FloatArray


def campaign_plan(
    probability: FloatArray, campaign: Campaign, contact_share: float | None
) -> dict[str, Any]:
    """Return the campaign that contacts this share of the customers, those most at risk first.

    With gamma the mean chance that an offer keeps a leaver, clv the lifetime value, d the cost of
    an offer and f that of a contact, contacting a customer who would leave earns
    gamma * (clv - d) - f, and one who would stay -d - f, as they take the offer for nothing
    (Verbraken, Verbeke and Baesens, 2013). With calibrated probabilities p the expected profit is
    the sum over the contacted of p * (gamma * (clv - d) - f) + (1 - p) * (-d - f). Offers are taken
    by gamma of the leavers and by all who would stay.

    Args:
        probability: to leave, in descending order, (n_customers,).
        campaign: its costs and its yield, in one currency.
        contact_share: share of the customers to contact, 0 to 1; None if it is not known.

    Returns:
        The plan as plain numbers. Where there is nobody to contact the numbers that need somebody
        are None and `reason` says why, else `reason` is None.

    Raises:
        ValueError: the share is not between 0 and 1, or the probabilities are not in order.
    """
    if contact_share is not None and not 0 <= contact_share <= 1:
        raise ValueError(f"contact_share: found {contact_share}; expected 0 to 1")
    if (probability[1:] > probability[:-1]).any():
        raise ValueError("found probabilities that rise; expected those most at risk first")
    # rounded first, as 0.07 * 100 is a little more than 7
    count = math.ceil(round((contact_share or 0.0) * len(probability), 9))
    plan = {"share": contact_share, "assumptions": _assumptions(campaign)}
    if contact_share is None:
        return {**plan, **_nobody(None, "the share of customers to contact is not known")}
    if count == 0:
        why = "contacting nobody earns most" if len(probability) else "there are no customers"
        return {**plan, **_nobody(0, why)}
    return {**plan, **_contacting(probability[:count], campaign), "reason": None}


def _contacting(probability: FloatArray, campaign: Campaign) -> dict[str, Any]:
    count, leavers = len(probability), float(probability.sum())
    saved = campaign.gamma * leavers
    offers = saved + (count - leavers)
    return {
        "customers": count,
        "lowest_probability": float(probability[-1]),
        "expected_leavers": leavers,
        "expected_saved": saved,
        "expected_offers": offers,
        "contact_cost": count * campaign.contact_cost,
        "offer_cost": offers * campaign.offer_cost,
        "saved_value": saved * campaign.clv,
        "expected_profit": saved * campaign.clv
        - offers * campaign.offer_cost
        - count * campaign.contact_cost,
    }


def _nobody(customers: int | None, reason: str) -> dict[str, Any]:
    known = None if customers is None else 0.0
    return {
        "customers": customers,
        "lowest_probability": None,
        **dict.fromkeys(("expected_leavers", "expected_saved", "expected_offers"), known),
        **dict.fromkeys(("contact_cost", "offer_cost", "saved_value", "expected_profit"), known),
        "reason": reason,
    }


def _assumptions(campaign: Campaign) -> dict[str, float]:
    return {
        "clv": campaign.clv,
        "offer_cost": campaign.offer_cost,
        "contact_cost": campaign.contact_cost,
        "gamma": campaign.gamma,
        "alpha": campaign.alpha,
        "beta": campaign.beta,
    }
