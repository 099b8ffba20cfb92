import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from churn_platform.analysis.at_risk.served import Served
from churn_platform.analysis.at_risk.summary import retention_summary
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.training.models import logistic_regression
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.outcome import Outcome
from churn_platform_tests.analysis.composed import score_customers
from churn_platform_tests.analysis.figures.shapes import SHAPES, shape
from churn_platform_tests.analysis.scoring.hand import SCORES, summary
from churn_platform_tests.analysis.scoring.made import MADE, fitted, scorer_of

MONEY = ("monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk")


def without_money(one: Contract, clean: pd.DataFrame) -> dict[str, Any]:
    scorer = Served(scorer_of(fitted(logistic_regression, one, clean), clean, one))
    scores = score_customers(clean, scorer, one, 0.25, None)
    return retention_summary(scores, one, Campaign(), 10, 24)


def test_totals_by_hand() -> None:
    # 0.9 + 0.6 + 0.5 + 0.2 + 0.1 = 2.3 churners of five; the second customer's revenue is unknown:
    # 100 + 40 + 50 + 10 = 200 a month, 90 + 20 + 10 + 1 = 121 of it at risk, 900 + 200 + 24 = 1124
    # of the lifetime value of the three whose lifetime is known
    assert summary()["totals"] == pytest.approx(
        {
            "customers": 5,
            "expected_leavers": 2.3,
            "high_risk": 2,
            "mean_probability": 0.46,
            "monthly_revenue": 200.0,
            "revenue_at_risk": 121.0,
            "lifetime_value_at_risk": 1124.0,
            "lifetime_extrapolated": 2,
        }
    )


def test_the_revenue_of_a_churned_customer_is_that_of_the_customers_whose_lifetime_is_known() -> (
    None
):
    # 1124 of 0.9 + 0.5 + 0.1 expected churners
    assert summary()["revenue_of_a_leaver"] == pytest.approx(1124 / 1.5)
    unknown = SCORES.assign(lifetime_value_at_risk=np.nan)
    assert summary(scores=unknown)["revenue_of_a_leaver"] is None


def test_segments_by_hand_the_largest_revenue_at_risk_first_and_small_ones_last() -> None:
    basic, plus, unknown = summary()["segments"]["plan"]
    # basic: the customers of 0.6, whose revenue is unknown, and 0.5; plus: those of 0.2 and 0.1
    assert (basic["label"], plus["label"], unknown["label"]) == ("basic", "plus", "unknown")
    assert plus == pytest.approx(
        {
            "label": "plus",
            "small": False,
            "customers": 2,
            "expected_leavers": 0.3,
            "high_risk": 0,
            "mean_probability": 0.15,
            "monthly_revenue": 60.0,
            "revenue_at_risk": 11.0,
            "lifetime_value_at_risk": 24.0,
            "lifetime_extrapolated": 0,
        }
    )
    assert (basic["expected_leavers"], basic["revenue_at_risk"]) == pytest.approx((1.1, 20.0))
    # most of all is at risk of the one customer without a plan, but that is one customer
    assert (unknown["revenue_at_risk"], unknown["small"]) == (90.0, True)


def test_every_segment_column_counts_everybody() -> None:
    segments = summary()["segments"]
    assert list(segments) == ["plan", "active", "months"]
    for rows in segments.values():
        assert sum(row["customers"] for row in rows) == 5
        assert sum(row["expected_leavers"] for row in rows) == pytest.approx(2.3)


def test_a_segment_without_known_money_has_none_and_comes_after_those_with() -> None:
    last = summary(smallest=1)["segments"]["active"][-1]
    assert last["label"] == "unknown"
    assert [last[name] for name in MONEY] == [None, None, None]


def test_the_plan_is_that_of_the_campaign() -> None:
    found = summary()
    assert found["campaign"]["customers"] == 4
    assert found["campaign"]["lowest_probability"] == 0.2
    assert found["unit"] == "€"
    assert found["undefined"] == {}


def test_without_revenue_expected_churned_customers_decide_the_order() -> None:
    one = SHAPES["no number"]
    found = without_money(one.contract, one.clean)
    reason = "the contract names no revenue column"
    assert found["undefined"] == dict.fromkeys(MONEY, reason)
    churned = [row["expected_leavers"] for row in found["segments"]["region"]]
    assert churned == sorted(churned, reverse=True)
    assert found["totals"]["monthly_revenue"] is None


def test_money_that_is_unknown_for_everybody_has_a_reason() -> None:
    columns = ["monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk"]
    nothing = retention_summary(
        SCORES.assign(**dict.fromkeys(columns, np.nan)), MADE, Campaign(), 1, 24
    )
    assert set(nothing["undefined"].values()) == {"no customer's revenue is known"}
    without_time = SCORES.assign(lifetime_value_at_risk=np.nan)
    stated = Outcome(states="left within the last month", horizon_months=1)
    reasons = {
        stated: "no customer's remaining time is known",
        Outcome(): "the contract does not say in which time those who left did so (outcome)",
    }
    for outcome, reason in reasons.items():
        contract = MADE.model_copy(update={"outcome": outcome})
        no_time = retention_summary(without_time, contract, Campaign(), 1, 24)
        assert no_time["undefined"] == {"lifetime_value_at_risk": reason}
        assert no_time["totals"]["revenue_at_risk"] == 121.0
        assert no_time["like"] == outcome.in_words


def test_a_time_axis_in_other_units_is_the_reason_of_a_missing_lifetime_value() -> None:
    years = shape("numeric", "flag")
    contract = Contract(**{**dict(years.contract), "revenue": "balance"})
    found = without_money(contract, years.clean)["undefined"]
    assert list(found) == ["lifetime_value_at_risk"]
    assert "years" in found["lifetime_value_at_risk"]


def test_no_customers_have_a_summary() -> None:
    nobody = retention_summary(SCORES[:0], MADE, Campaign(), 1, 24)
    assert nobody["totals"]["customers"] == 0
    assert nobody["totals"]["mean_probability"] is None
    assert nobody["undefined"]["mean_probability"] == "there are no customers"
    assert nobody["segments"] == {"plan": [], "active": [], "months": []}
    assert nobody["campaign"]["reason"] == "there are no customers"


def test_it_is_plain_json_without_an_id() -> None:
    text = json.dumps(summary(), allow_nan=False)
    assert json.loads(text) == summary()
    assert "SECRET" not in text
