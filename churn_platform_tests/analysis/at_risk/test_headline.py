"""Where the risk lies, in a few lines."""

from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.at_risk.headline import band_table, summary_headline
from churn_platform.analysis.at_risk.summary import bands_of
from churn_platform.analysis.inline import LONGEST


def _row(label: str, probability: float, small: bool = False) -> dict[str, Any]:
    return {
        "label": label,
        "customers": 1000,
        "expected_leavers": 1000 * probability,
        "mean_probability": probability,
        "small": small,
    }


def _summary(**changed: Any) -> dict[str, Any]:
    totals = {
        "customers": 5174,
        "expected_leavers": 920.86,
        "high_risk": 404,
        "revenue_at_risk": 65329.91,
    }
    plan = {
        "customers": 2033,
        "lowest_probability": 0.1596,
        "expected_profit": 28172.39,
        "response": {"gamma": [0.126, 0.512], "expected_profit": [2800.4, 59000.0]},
        "reason": None,
    }
    segments = {
        "plan_kind": [_row("long", 0.05), _row("none", 0.33)],
        "region": [_row("tiny", 0.9, small=True), _row("north", 0.2), _row("south", 0.1)],
    }
    like = "like those who left within the last month"
    found = {"totals": totals, "campaign": plan, "segments": segments, "unit": "$", "like": like}
    return {**found, **changed}


def test_totals_plan_and_the_three_segments_most_at_risk() -> None:
    assert summary_headline(_summary()).splitlines() == [
        "- **921 of 5,174** like those who left within the last month",
        "- **404** at high risk",
        "- revenue at risk: **\\$65,330 a month**",
        "- contact **2,033**, from a probability of 16.0%",
        "- expected profit of that: **\\$28,172**, if the assumptions hold",
        "- \\$2,800 to \\$59,000 if an offer keeps 12.6% to 51.2% of those who would churn",
        "",
        "| most at risk | customers | probability |",
        "| --- | ---: | ---: |",
        "| Plan kind: none | 1,000 | 33.0% |",
        "| Region: north | 1,000 | 20.0% |",
        "| Region: south | 1,000 | 10.0% |",
    ]


def test_unknown_money_and_an_empty_plan_are_said_and_not_zero() -> None:
    summary = _summary(unit="")
    summary["totals"]["revenue_at_risk"] = None
    summary["campaign"]["reason"] = "no contact pays"
    text = summary_headline(summary)
    assert "evenue" not in text
    assert "- contact nobody: no contact pays" in text


def test_a_hostile_segment_is_inert_and_short() -> None:
    rows = [_row("<script>alert(1)</script>|" * 12, 0.9)]
    text = summary_headline(_summary(segments={"kind": rows}))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert len(text) <= LONGEST


def test_each_band_has_its_customers_churned_customers_and_money() -> None:
    scores = pd.DataFrame(
        {
            "risk_band": ["high", "low", "high"],
            "probability": [0.9, 0.1, 0.7],
            "revenue_at_risk": [90.0, 4.4, 70.0],
        }
    )
    assert band_table(bands_of(scores), "EUR").splitlines() == [
        "| risk | customers | like those who left | revenue at risk |",
        "| --- | ---: | ---: | ---: |",
        "| high | 2 | 2 | 160 EUR |",
        "| medium | 0 | 0 |  |",
        "| low | 1 | 0 | 4 EUR |",
    ]


def test_without_revenue_there_is_no_column_of_money() -> None:
    scores = pd.DataFrame({"risk_band": ["low"], "probability": [0.1], "revenue_at_risk": [np.nan]})
    assert "revenue" not in band_table(bands_of(scores), "$")
