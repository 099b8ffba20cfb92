import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.stats import beta as beta_distribution

from churn_platform.analysis.campaign.expected_profit import expected_maximum_profit
from churn_platform.analysis.campaign.profit import Campaign, maximum_profit
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray
from churn_platform_tests.analysis.evaluation.cases import P, Y, customers

DEAR = Campaign(clv=100, offer_cost=30, contact_cost=5, alpha=2, beta=3)
CASES = {"ten": (Y, P), "reversed": (1 - Y, P), "five hundred": customers(500, 1)}


# empulse 0.13.1: empc_score(y, p, alpha=.., beta=.., clv=.., incentive_cost=.., contact_cost=..);
# EMP-PY 2.0.4: empChurn(p, y, alpha=.., beta=.., clv=.., d=.., f=..), EMP and EMP_fraction
@pytest.mark.parametrize(
    ("case", "campaign", "profit", "share"),
    [
        ("ten", Campaign(), 19.108393763073213, 0.6936790416980563),
        ("ten", DEAR, 4.064533495158268, 0.2813474528842149),
        ("reversed", Campaign(), 29.200089614513615, 0.9998823379246967),
        ("reversed", DEAR, 3.3894297514924343, 0.4669880990945131),
        ("five hundred", Campaign(), 11.439263443312585, 0.7790263571594045),
        ("five hundred", DEAR, 0.9156066796775731, 0.09152086753796627),
    ],
)
def test_the_expected_maximum_profit_is_that_of_two_other_programs(
    case: str, campaign: Campaign, profit: float, share: float
) -> None:
    assert expected_maximum_profit(*CASES[case], campaign) == pytest.approx(
        (profit, share), rel=1e-11
    )


def by_brute_force(y: IntArray, p: FloatArray, campaign: Campaign) -> tuple[float, float]:
    """Integrate the best profit over a fine grid of gamma, for all thresholds and for nobody."""
    gammas = np.linspace(0, 1, 20_001)
    density = beta_distribution.pdf(gammas, campaign.alpha, campaign.beta)
    chosen = [p >= threshold for threshold in [2.0, *np.unique(p)[::-1]]]
    churned = np.array([y[rows].sum() for rows in chosen])
    stayers = np.array([(1 - y[rows]).sum() for rows in chosen])
    worth = gammas * (campaign.clv - campaign.offer_cost) - campaign.contact_cost
    cost = campaign.offer_cost + campaign.contact_cost
    profit = np.outer(worth, churned) - cost * stayers
    best = profit.argmax(axis=1)
    share = (churned + stayers)[best] / len(y)
    return (
        float(trapezoid(profit.max(axis=1) / len(y) * density, gammas)),
        float(trapezoid(share * density, gammas)),
    )


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("campaign", [Campaign(), DEAR, Campaign(50, 0, 0, 2, 2)], ids=str)
def test_it_is_the_mean_of_the_best_profit_over_gamma(case: str, campaign: Campaign) -> None:
    got = expected_maximum_profit(*CASES[case], campaign)
    profit, share = by_brute_force(*CASES[case], campaign)
    assert got.profit == pytest.approx(profit, rel=1e-5)
    assert got.share == pytest.approx(share, abs=2e-3)


def test_knowing_gamma_beforehand_is_worth_something() -> None:
    y, p = CASES["five hundred"]
    assert expected_maximum_profit(y, p, DEAR).profit > maximum_profit(y, p, DEAR).profit


def test_a_certain_gamma_gives_the_deterministic_profit() -> None:
    y, p = CASES["five hundred"]
    certain = Campaign(alpha=6e6, beta=14e6)
    assert expected_maximum_profit(y, p, certain) == pytest.approx(
        maximum_profit(y, p, certain), rel=1e-3
    )


def test_without_churned_customers_nobody_is_contacted() -> None:
    assert expected_maximum_profit(np.zeros(10, dtype=np.int64), P, Campaign()) == (0.0, 0.0)


def test_an_order_of_no_worth_contacts_all_or_nobody_by_gamma() -> None:
    # one group of 10 with 4 churners: contact from gamma (10 + 60) / (4 * 190) = 7 / 76 on
    got = expected_maximum_profit(Y, np.full(10, 0.4), Campaign())
    assert got.share == pytest.approx(beta_distribution.sf(7 / 76, 6, 14))
