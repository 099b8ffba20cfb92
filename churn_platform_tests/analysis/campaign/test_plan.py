import numpy as np
import pytest

from churn_platform.analysis.campaign.plan import campaign_plan
from churn_platform.analysis.campaign.profit import Campaign

CAMPAIGN = Campaign(clv=100, offer_cost=10, contact_cost=1, alpha=1, beta=1)  # gamma 1/2
THREE = np.array([0.8, 0.5, 0.1])


def test_a_plan_by_hand() -> None:
    # A churner earns 1/2 * 90 - 1 = 44, a stayer costs 11: a contact pays from 11/55 = 0.2 on.
    # Two of three: 1.3 churners, 0.65 of whom are kept. Offers go to 0.65 and to 0.7 who stay.
    # 0.65 * 100 - 1.35 * 10 - 2 * 1 = 49.5. One by one:
    # 0.8 * 44 - 0.2 * 11 + 0.5 * 44 - 0.5 * 11 = 49.5.
    plan = campaign_plan(THREE, CAMPAIGN)
    assumptions, response = plan.pop("assumptions"), plan.pop("response")
    assert plan == pytest.approx(
        {
            "share": 2 / 3,
            "threshold": 0.2,
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
    # gamma is uniform. The two contacts cost 2, and offers to 0.7 who stay 7; all 1.3 churners
    # would be worth 90 each: 117 gamma - 9.
    assert response["gamma"] == pytest.approx([0.025, 0.975])
    assert response["expected_profit"] == pytest.approx([2.925 - 9, 114.075 - 9])
    assert response["break_even_gamma"] == pytest.approx(9 / 117)
    assert assumptions == {
        **{"clv": 100, "offer_cost": 10, "contact_cost": 1, "alpha": 1, "beta": 1, "gamma": 0.5}
    }


@pytest.mark.parametrize("seed", range(20))
def test_no_other_number_of_contacts_earns_more(seed: int) -> None:
    random = np.random.default_rng(seed)
    customers = int(random.integers(1, 400))
    probability = np.sort(random.beta(0.6, 2, customers).round(int(random.integers(1, 4))))[::-1]
    campaign = Campaign(
        clv=random.uniform(20, 500),
        offer_cost=random.uniform(0, 19),
        contact_cost=random.uniform(0, 5),
        alpha=random.uniform(1, 8),
        beta=random.uniform(1, 20),
    )
    leaver = campaign.gamma * (campaign.clv - campaign.offer_cost) - campaign.contact_cost
    stayer = -campaign.offer_cost - campaign.contact_cost
    earned = np.cumsum(probability * leaver + (1 - probability) * stayer)
    plan = campaign_plan(probability, campaign)
    assert plan["expected_profit"] == pytest.approx(max(0.0, earned.max()), abs=1e-9)


@pytest.mark.parametrize(
    ("probability", "campaign", "reason"),
    [
        (THREE[:0], CAMPAIGN, "there are no customers"),
        (THREE[2:], CAMPAIGN, "no customer's probability reaches 20.0%, from which a contact pays"),
        (
            np.ones(2),
            Campaign(clv=100, offer_cost=10, contact_cost=46, alpha=1, beta=1),
            "a contact costs more than it is expected to earn, whoever is contacted",
        ),
    ],
)
def test_nobody_to_contact_has_a_reason(
    probability: np.ndarray, campaign: Campaign, reason: str
) -> None:
    plan = campaign_plan(probability, campaign)
    assert (plan["customers"], plan["reason"]) == (0, reason)
    assert plan["lowest_probability"] is None
    assert plan["response"] is None
    assert plan["expected_profit"] == 0.0


def test_contacts_that_cost_nothing_reach_everybody() -> None:
    free = Campaign(offer_cost=0, contact_cost=0)
    assert campaign_plan(np.array([0.4, 0.0]), free)["customers"] == 2
    nobody_leaves = campaign_plan(np.zeros(3), free)
    assert nobody_leaves["customers"] == 3
    assert nobody_leaves["response"]["break_even_gamma"] is None


def test_probabilities_that_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="found ascending probabilities"):
        campaign_plan(THREE[::-1], CAMPAIGN)
