import numpy as np
import pytest

from churn_platform.analysis.evaluation.profit import Campaign
from churn_platform.analysis.scoring.campaign import campaign_plan

CAMPAIGN = Campaign(clv=100, offer_cost=10, contact_cost=1, alpha=1, beta=1)  # gamma 1/2
THREE = np.array([0.8, 0.5, 0.1])


def test_a_plan_by_hand() -> None:
    # Two of three: 1.3 leavers, of whom 0.65 are kept. Offers go to 0.65 and to 0.7 who would stay.
    # 0.65 * 100 - 1.35 * 10 - 2 * 1 = 49.5. One by one, a leaver earns 1/2 * 90 - 1 = 44 and a
    # stayer costs 11: 0.8 * 44 - 0.2 * 11 + 0.5 * 44 - 0.5 * 11 = 49.5.
    plan = campaign_plan(THREE, CAMPAIGN, 2 / 3)
    assumptions = plan.pop("assumptions")
    assert plan == pytest.approx(
        {
            "share": 2 / 3,
            "customers": 2,
            "lowest_probability": 0.5,
            "expected_leavers": 1.3,
            "expected_saved": 0.65,
            "expected_offers": 1.35,
            "contact_cost": 2.0,
            "offer_cost": 13.5,
            "saved_value": 65.0,
            "expected_profit": 49.5,
            "reason": None,
        }
    )
    assert assumptions == {
        **{"clv": 100, "offer_cost": 10, "contact_cost": 1, "alpha": 1, "beta": 1, "gamma": 0.5}
    }


@pytest.mark.parametrize(
    ("share", "customers"), [(0.07, 7), (0.071, 8), (0.29, 29), (1.0, 100), (1e-6, 1)]
)
def test_the_share_is_rounded_up_to_customers(share: float, customers: int) -> None:
    # 0.07 * 100 is 7.000000000000001 in floating point
    assert campaign_plan(np.full(100, 0.5), CAMPAIGN, share)["customers"] == customers


@pytest.mark.parametrize(
    ("probability", "share", "customers", "reason"),
    [
        (THREE, 0.0, 0, "contacting nobody earns most"),
        (THREE[:0], 0.4, 0, "there are no customers"),
        (THREE, None, None, "the share of customers to contact is not known"),
    ],
)
def test_nobody_to_contact_has_a_reason(
    probability: np.ndarray, share: float | None, customers: int | None, reason: str
) -> None:
    plan = campaign_plan(probability, CAMPAIGN, share)
    assert (plan["customers"], plan["reason"]) == (customers, reason)
    assert plan["lowest_probability"] is None
    assert plan["expected_profit"] == (None if share is None else 0.0)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match=r"contact_share: found 1\.1; expected 0 to 1"):
        campaign_plan(THREE, CAMPAIGN, 1.1)
    with pytest.raises(ValueError, match=r"found probabilities that rise; expected those most at"):
        campaign_plan(THREE[::-1], CAMPAIGN, 0.5)
