"""The expected cost and profit of contacting the customers most at risk."""

from typing import Any

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.scoring.encoded import FloatArray


def campaign_plan(probability: FloatArray, campaign: Campaign) -> dict[str, Any]:
    """Return the campaign with the largest expected profit: whom it contacts, its cost and profit.

    With gamma the mean chance that an offer keeps a customer who would churn, clv the value of a
    kept customer, d the cost of an offer and f that of a contact, contacting a customer who would
    leave earns gamma * (clv - d) - f, and one who would stay -d - f, as they take the offer for
    nothing (Verbraken, Verbeke and Baesens, 2013). With calibrated probabilities p the expected
    profit is the sum over the contacted of p * (gamma * (clv - d) - f) + (1 - p) * (-d - f). It is
    largest if exactly those are contacted for whom it is not negative: from `Campaign.threshold`
    on. Offers are accepted by a share gamma of those who would churn and by everyone who would
    stay.

    Args:
        probability: of churning, in descending order, (n_customers,).
        campaign: its costs and value, in one currency.

    Returns:
        The plan as plain numbers. `response` has the 2.5% and 97.5% quantiles of gamma, the
        expected profit of the same contacts at each, and the gamma at which they earn nothing
        (None if nobody is expected to leave).
        If there is nobody to contact, undefined numbers are None and `reason` says why; else
        `reason` is None.

    Raises:
        ValueError: the probabilities are not in order.
    """
    if (probability[1:] > probability[:-1]).any():
        raise ValueError("found ascending probabilities; expected those most at risk first")
    threshold = campaign.threshold
    count = 0 if threshold is None else int((probability >= threshold).sum())
    plan = {
        "share": count / len(probability) if len(probability) else None,
        "threshold": threshold,
        "assumptions": _assumptions(campaign),
    }
    if count == 0:
        return {**plan, **_nobody(), "reason": _why_nobody(len(probability), threshold)}
    return {**plan, **_contacting(probability[:count], campaign), "reason": None}


def _contacting(probability: FloatArray, campaign: Campaign) -> dict[str, Any]:
    count, churned = len(probability), float(probability.sum())
    saved = campaign.gamma * churned
    offers = saved + (count - churned)
    return {
        "customers": count,
        "lowest_probability": float(probability[-1]),
        "expected_leavers": churned,
        "expected_saved": saved,
        "expected_offers": offers,
        "contact_cost": count * campaign.contact_cost,
        "offer_cost": offers * campaign.offer_cost,
        "saved_value": saved * campaign.clv,
        "expected_profit": saved * campaign.clv
        - offers * campaign.offer_cost
        - count * campaign.contact_cost,
        "response": _response(count, churned, campaign),
    }


def _response(count: int, churned: float, campaign: Campaign) -> dict[str, Any]:
    spent = campaign.contact_cost * count + campaign.offer_cost * (count - churned)
    earned = churned * (campaign.clv - campaign.offer_cost)  # if they all accept the offer
    gammas = campaign.gamma_range()
    return {
        "gamma": list(gammas),
        "expected_profit": [gamma * earned - spent for gamma in gammas],
        "break_even_gamma": spent / earned if earned else None,
    }


def _why_nobody(customers: int, threshold: float | None) -> str:
    if not customers:
        return "there are no customers"
    if threshold is None:
        return "a contact costs more than it is expected to earn, whoever is contacted"
    return f"no customer's probability reaches {threshold:.1%}, from which a contact pays"


def _nobody() -> dict[str, Any]:
    sums = ("expected_leavers", "expected_saved", "expected_offers")
    money = ("contact_cost", "offer_cost", "saved_value", "expected_profit")
    known: dict[str, Any] = dict.fromkeys((*sums, *money), 0.0)
    return {"customers": 0, "lowest_probability": None, **known, "response": None}


def _assumptions(campaign: Campaign) -> dict[str, float]:
    return {
        "clv": campaign.clv,
        "offer_cost": campaign.offer_cost,
        "contact_cost": campaign.contact_cost,
        "gamma": campaign.gamma,
        "alpha": campaign.alpha,
        "beta": campaign.beta,
    }
