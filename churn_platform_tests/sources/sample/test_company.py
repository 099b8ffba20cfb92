"""The simulated business: what a month shows, and the truth behind it."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from churn_platform.sources.sample.company import (
    SHOCK_MONTH,
    Month,
    probability,
    risk_of,
    simulate,
)


@pytest.fixture(scope="module")
def months() -> list[Month]:
    """Two years of a business."""
    return list(simulate())


def _left(before: Month, after: Month, reason: str = "Cancelled") -> np.ndarray:
    gone = after.left.loc[after.left["reason"] == reason, "customer_id"]
    return before.customers["customer_id"].isin(set(gone)).to_numpy()


def test_the_same_seed_gives_the_same_months(months: list[Month]) -> None:
    again = list(simulate(months=5))
    for one, other in zip(again, months, strict=False):
        pd.testing.assert_frame_equal(one.customers, other.customers)
        pd.testing.assert_frame_equal(one.left, other.left)
    assert [month.key for month in months[:2]] == ["2024-01", "2024-02"]
    assert (len(months), months[-1].key) == (24, "2025-12")


def test_who_was_there_is_there_or_has_left_and_nobody_is_twice(months: list[Month]) -> None:
    for before, after in pairwise(months):
        here, left = set(after.customers["customer_id"]), set(after.left["customer_id"])
        assert len(here) == len(after.customers)
        assert set(before.customers["customer_id"]) <= here | left
        assert left <= set(before.customers["customer_id"])


def test_as_many_leave_by_choice_as_the_risks_say(months: list[Month]) -> None:
    apart = []
    for before, after in pairwise(months):
        expected, variance = before.risk.sum(), (before.risk * (1 - before.risk)).sum()
        apart.append((_left(before, after).sum() - expected) / np.sqrt(variance))
    # standard normal numbers: their mean and largest, 23 of them
    assert abs(np.mean(apart)) < 3 / np.sqrt(len(apart))
    assert np.abs(apart).max() < 4


def test_the_risk_follows_from_what_the_extract_shows_but_for_the_rise(months: list[Month]) -> None:
    for number, month in enumerate(months):
        shown = probability(risk_of(month.customers))
        if number + 1 == SHOCK_MONTH:
            monthly = (month.customers["contract"] == "Monthly").to_numpy()
            assert (month.risk[monthly] > shown[monthly]).all()
            assert month.risk.sum() > 1.5 * months[number - 1].risk.sum()
        else:  # usage is shown with one digit
            np.testing.assert_allclose(month.risk, shown, rtol=0.06)


def test_prices_rise_once(months: list[Month]) -> None:
    of_basic = [m.customers.query("plan == 'Basic'")["monthly_price"].unique() for m in months]
    prices = [each.tolist() for each in of_basic]
    assert prices == [[18.0]] * SHOCK_MONTH + [[20.16]] * (24 - SHOCK_MONTH)


def test_bill_and_call_give_away_only_those_who_left(months: list[Month]) -> None:
    for month in months:
        stayed, left = month.customers, month.left
        assert (stayed["last_bill"] == stayed["monthly_price"]).all()
        assert (stayed["cancel_calls"] == 0).all()
        assert ((left["cancel_calls"] == 1) == (left["reason"] == "Cancelled")).all()
        whole = left["left_on"] == left["left_on"].max()
        assert (left.loc[~whole, "last_bill"] < left.loc[~whole, "monthly_price"]).all()
    assert set(pd.concat([month.left for month in months[1:]])["reason"]) == {
        "Cancelled",
        "Not paid",
    }


def test_some_come_back_under_their_old_id_as_new_customers(months: list[Month]) -> None:
    back = set()
    for number, month in enumerate(months[2:], start=2):
        gone = set(pd.concat([each.left for each in months[: number - 1]])["customer_id"])
        now = month.customers.set_index("customer_id")["tenure_months"]
        before = set(months[number - 1].customers["customer_id"])
        new = gone & set(now.index) - before
        assert (now[list(new)] == 0).all()
        back |= new
    assert len(back) > 20


def test_usage_falls_before_customers_leave(months: list[Month]) -> None:
    stays, leaves = [], []
    for first, second, third in zip(months, months[1:], months[2:], strict=False):
        pair = first.customers.merge(second.customers, on="customer_id", suffixes=("", "_later"))
        change = np.log1p(pair["usage_gb_later"]) - np.log1p(pair["usage_gb"])
        gone = pair["customer_id"].isin(set(third.left["customer_id"]))
        stays.append(change[~gone].mean())
        leaves.append(change[gone].mean())
    assert (np.array(leaves) < np.array(stays)).all()
