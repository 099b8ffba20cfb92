import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.outcomes.absence import by_absence
from churn_platform.analysis.outcomes.backtest import held_against
from churn_platform.analysis.outcomes.outcome import outcomes
from churn_platform.analysis.outcomes.timing import Timing
from churn_platform.sources.sample.company import simulate

CAMPAIGN = Campaign(clv=100, offer_cost=10, contact_cost=1, alpha=1, beta=1)


def happened(*cases: str) -> pd.DataFrame:
    nothing = np.full(len(cases), None, dtype=object)
    return outcomes(np.array(cases, dtype=object), nothing, nothing)


def test_of_a_list_of_five_every_number_is_the_one_worked_out_by_hand() -> None:
    p = np.array([0.9, 0.5, 0.3, 0.2, 0.05])
    left = happened("left", "stayed", "left", "stayed", "left out")
    plan = pd.Series(["a", "a", "b", "b", "b"])
    found = held_against(p, left, {"plan": plan}, CAMPAIGN)
    assert (found["issued"], found["customers"], found["left"]) == (5, 4, 2)
    assert found["cases"] == {"stayed": 2, "left": 2, "left out": 1}
    assert found["expected"] == pytest.approx(1.9)
    exact = binomtest(2, 4).proportion_ci(0.95, method="exact")
    assert found["observed_over_expected"] == {
        "value": pytest.approx(2 / 1.9),
        "low": pytest.approx(exact.low / 0.475),
        "high": pytest.approx(exact.high / 0.475),
    }
    y, q = [1, 0, 1, 0], p[:4]
    assert found["roc_auc"] == pytest.approx(roc_auc_score(y, q)) == 0.75
    assert found["average_precision"] == pytest.approx(average_precision_score(y, q))
    assert found["brier"] == pytest.approx(brier_score_loss(y, q))
    assert found["top"]["20"] == {
        "customers": 1, "leavers": 1, "precision": 1.0, "recall": 0.5, "lift": 2.0,
    }  # fmt: skip
    # gamma is 1/2: a contact pays from 11 / (45 + 10) = 0.2; who would leave earns 45 - 1, who
    # would stay costs 11: promised 1.9 * 44 - 2.1 * 11, as it came 2 * 44 - 2 * 11
    assert found["campaign"] == {
        "threshold": pytest.approx(0.2),
        "contacts": 4,
        "left": 2,
        "promised": pytest.approx(60.5),
        "as_it_came": pytest.approx(66.0),
    }
    by_plan = {row["segment"]: row for row in found["segments"]["plan"]}
    assert (by_plan["a"]["expected"], by_plan["a"]["left"]) == (pytest.approx(1.4), 1)
    assert (by_plan["b"]["customers"], by_plan["b"]["left"]) == (2, 1)
    json.dumps(found)


def test_as_long_as_nothing_is_known_only_the_list_is_counted() -> None:
    found = held_against(np.array([0.5, 0.2]), happened(*["not yet known"] * 2), {}, CAMPAIGN)
    assert found == {
        "issued": 2,
        "cases": {"not yet known": 2},
        "customers": 0,
        "expected": 0.0,
        "left": 0,
        "observed_over_expected": {"value": None, "low": None, "high": None},
    }


def test_where_nobody_left_there_is_no_ranking_to_judge() -> None:
    found = held_against(np.array([0.5, 0.2]), happened("stayed", "came back"), {}, CAMPAIGN)
    assert (found["roc_auc"], found["lift_top_decile"]) == (None, None)
    assert found["slope"] == {"value": None, "low": None, "high": None}
    assert found["top"]["10"]["recall"] is None
    assert found["observed_over_expected"]["value"] == 0.0


def test_the_true_risks_of_the_simulated_business_agree_with_what_happened() -> None:
    months = list(simulate(months=13))
    covered, slopes = [], []
    for before, after in pairwise(months):
        ids = before.customers["customer_id"]
        later = [(after.key, after.customers["customer_id"])]
        table = by_absence(ids, before.key, later, Timing(1), 0.2)
        unpaid = after.left.loc[after.left["reason"] == "Not paid", "customer_id"]
        table.loc[ids.isin(set(unpaid)).to_numpy(), "left"] = np.nan
        plan = {"plan": before.customers["plan"]}
        found = held_against(before.risk, table, plan, Campaign())
        ratio = found["observed_over_expected"]
        covered.append(ratio["low"] <= 1 <= ratio["high"])
        slopes.append(found["slope"]["low"] <= 1 <= found["slope"]["high"])
        assert found["lift_top_decile"] > 2
        assert sum(row["left"] for row in found["segments"]["plan"]) == found["left"]
    # 95% intervals: of twelve, three or more miss the truth in 2% of all simulations
    assert sum(covered) >= 10
    assert sum(slopes) >= 10
