import numpy as np
import pytest
from scipy.stats import beta

from churn_platform.analysis.campaign.profit import (
    Campaign,
    maximum_profit,
    profit_curve,
    thinned,
)
from churn_platform_tests.analysis.evaluation.cases import P, Y, customers

DEAR = Campaign(clv=100, offer_cost=30, contact_cost=5, alpha=2, beta=3)


def test_the_profit_is_that_worked_out_by_hand() -> None:
    # gamma 6 / 20 = 0.3: a contacted churner is worth 0.3 * (200 - 10) - 1 = 56, a stayer -11.
    # Down to 0.5 there are 4 churners and 3 stayers: 4 * 56 - 3 * 11 = 191 for 10 customers.
    assert maximum_profit(Y, P, Campaign()) == pytest.approx((19.1, 0.7))


def test_the_threshold_is_where_a_contact_begins_to_pay() -> None:
    # 56 p - 11 (1 - p) = 0 at p = 11 / 67; (10 + 1) / (0.3 * 190 + 10) is the same
    assert Campaign().threshold == pytest.approx(11 / 67)
    # gamma 0.4: 0.4 * 70 - 5 = 23 for a churner, -35 for a stayer
    assert DEAR.threshold == pytest.approx(35 / 58)
    # a contact of 60 costs more than the 57 that a certain churner brings
    assert Campaign(contact_cost=60).threshold is None
    assert Campaign(offer_cost=0, contact_cost=0).threshold == 0.0


def test_the_range_of_the_response_is_that_of_its_distribution() -> None:
    low, high = Campaign().gamma_range()
    assert beta(6, 14).cdf([low, high]) == pytest.approx([0.025, 0.975])


def test_the_curve_starts_with_nobody_and_has_a_point_behind_each_group() -> None:
    shares, profit = profit_curve(Y, P, Campaign())
    np.testing.assert_allclose(shares, [0, 0.1, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9, 1])
    np.testing.assert_allclose(profit, [0, 5.6, 10.1, 15.7, 14.6, 19.1, 18.0, 16.9, 15.8])


# empulse 0.13.1: mpc_score(y, p, accept_rate=alpha / (alpha + beta), clv=.., incentive_cost=..,
# contact_cost=..); EMP-PY 2.0.4: empChurn(..), MP and MP_fraction
@pytest.mark.parametrize(
    ("campaign", "profit", "share"), [(Campaign(), 11.282, 0.826), (DEAR, 0.568, 0.06)]
)
def test_the_maximum_profit_is_that_of_two_other_programs(
    campaign: Campaign, profit: float, share: float
) -> None:
    y, p = customers(500, 1)
    assert maximum_profit(y, p, campaign) == pytest.approx((profit, share), rel=1e-12)


def test_contacting_nobody_is_best_when_everybody_costs_more_than_is_won() -> None:
    # the two most probable ones stay, and each churner behind them is worth 23, a stayer -35
    assert maximum_profit(1 - Y, P, DEAR) == (0.0, 0.0)


def test_of_equal_profits_the_fewest_are_contacted() -> None:
    # gamma 0.5: a churner is worth 0.5 * 20 = 10, a stayer -10; the profit is 10, 0, 10
    even = Campaign(clv=30, offer_cost=10, contact_cost=0, alpha=1, beta=1)
    best = maximum_profit(np.array([1, 0, 1]), np.array([0.9, 0.5, 0.1]), even)
    assert best == pytest.approx((10 / 3, 1 / 3))


def test_a_thinned_curve_keeps_its_ends_and_its_best_point() -> None:
    y, p = customers(5000, 2)
    p = p + np.random.default_rng(2).random(5000) * 1e-3  # no ties
    shares, profit = profit_curve(y, p, Campaign())
    points = thinned(shares, profit)
    assert 90 <= len(points) <= 101
    assert points[0] == [0.0, 0.0]
    assert points[-1] == [1.0, profit[-1]]
    assert [shares[profit.argmax()], profit.max()] in points
    assert points == sorted(points)
    assert thinned(np.array([0.0, 1.0]), np.array([0.0, -3.0])) == [[0.0, 0.0], [1.0, -3.0]]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"clv": 0}, "clv: found 0; expected a number above 0"),
        ({"clv": float("inf")}, "clv: found inf"),
        ({"alpha": -1}, "alpha: found -1"),
        ({"beta": float("nan")}, "beta: found nan"),
        ({"offer_cost": 200}, "offer_cost: found 200; expected at least 0 and less than .* 200"),
        ({"offer_cost": -1}, "offer_cost: found -1"),
        ({"contact_cost": -0.5}, "contact_cost: found -0.5; expected at least 0"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(parameters: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Campaign(**parameters)
