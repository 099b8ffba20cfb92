"""A simulated subscription business: what it would export each month, and the truth behind it.

A stand-in like the synthetic table: none of its customers exists. A customer's chance to leave in
the next month follows from what the month's extract shows, so that a model can learn it, and is
kept, so that what the platform says can be held against it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
PRICES: Final = {"Basic": 18.0, "Plus": 32.0, "Premium": 55.0}
PAYMENTS: Final = {"Direct debit": 0.5, "Card": 0.35, "Invoice": 0.15}
REGIONS: Final = {"North": 0.3, "East": 0.2, "South": 0.3, "West": 0.2}
SHOCK_MONTH: Final = 15
"""From this month on, counted from 0, prices are higher; in it more customers leave."""
_RISE, _SHOCK = 1.12, 1.1
_INTERCEPT, _UNPAID = -4.3, -6.2  # log-odds of leaving by choice, and of not paying
_KEEPS, _SPREAD = 0.85, 0.42  # of the interest from month to month, and what is new in it
_FADES = 0.06  # share of the customers whose interest fades each month, before some of them leave
_NEW, _RETURNS = 0.045, 0.01  # a month: newcomers by customer, and who comes back of those who left


class Month(NamedTuple):
    """One month of the business.

    Attributes:
        key: such as 2024-01.
        customers: those at its end, one row each; (n_customers, 11).
        risk: the chance of each to leave by choice in the next month, (n_customers,).
        left: those who left during the month as an export after it would show them, with their
            last bill only in part and a call to cancel, `left_on` and `reason`; (n_left, 13).
    """

    key: str
    customers: pd.DataFrame
    risk: FloatArray
    left: pd.DataFrame


def simulate(
    customers: int = 8000, months: int = 24, seed: int = 42, first: date = date(2024, 1, 31)
) -> Iterator[Month]:
    """Yield the months of a business that begins with so many customers; reproducible by seed.

    Some 4 % leave in a month, by choice or because they do not pay. Usage fades before
    customers leave; prices rise in month 15; about as many come as go, and some come back under
    their old id.

    Args:
        customers: at the beginning.
        months: how many.
        seed: of all draws.
        first: end of the first month.
    """
    business, end = _Business(customers, seed), first
    left = business.nobody()
    for number in range(months):
        business.live_through(number)
        table, risk = business.observed(), business.risk(number + 1)
        yield Month(f"{end:%Y-%m}", table, risk, left)
        end = _end_of_next(end)
        left = business.leave(table, risk, end)


def risk_of(customers: pd.DataFrame) -> FloatArray:
    """Return the log-odds of leaving by choice in the next month, (n,), by what a table shows."""
    usual = np.log(customers["usage_gb"].to_numpy() + 1.0) - 3.0
    odds = _INTERCEPT - 1.15 * usual + 0.45 * customers["support_calls"].to_numpy()
    odds += 1.1 * (customers["contract"] == "Monthly") + 0.3 * (customers["plan"] == "Premium")
    odds += 0.4 * (customers["payment_method"] == "Invoice")
    odds -= 0.02 * np.minimum(customers["tenure_months"].to_numpy(), 48)
    return np.asarray(odds, dtype=np.float64)


def probability(log_odds: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-log_odds)), (n,)."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), dtype=np.float64)


class _Business:
    """Everybody who is a customer, one row each, and those who were."""

    def __init__(self, customers: int, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._known = 0
        self._here = self._people(customers)
        self._here["tenure_months"] = self._rng.geometric(0.03, customers).clip(1, 120)
        self._gone, self._leaving, self._rise = self._here[:0], self._here[:0], 1.0

    def nobody(self) -> pd.DataFrame:
        """Return no rows of those who leave."""
        return self.observed()[:0].assign(left_on=[], reason=[])

    def live_through(self, number: int) -> None:
        """Let a month pass: newcomers, returners, interest, calls, payments and prices."""
        rng, back = self._rng, self._rng.random(len(self._gone)) < _RETURNS
        returned = self._gone[back].assign(tenure_months=0, interest=0.3)
        # who leaves stays away for a month at least
        self._gone = pd.concat([self._gone[~back], self._leaving], ignore_index=True)
        new = self._people(round(_NEW * len(self._here)))
        self._here["tenure_months"] += 1
        here = pd.concat([self._here, returned, new], ignore_index=True)
        count = len(here)
        here["fades"] = np.where(rng.random(count) < _FADES, 1, here["fades"])
        here["fades"] *= rng.random(count) > 0.2  # for some it is over after a while
        fresh = rng.normal(0, _SPREAD, count) - 0.5 * here["fades"]
        here["interest"] = _KEEPS * here["interest"] + fresh
        here["support_calls"] = rng.poisson(np.exp(-1.1 - 0.35 * here["interest"]))
        here["late_payments"] = rng.poisson(np.where(here["payment_method"] == "Invoice", 0.3, 0.1))
        self._here, self._rise = here, _RISE if number >= SHOCK_MONTH else 1.0

    def observed(self) -> pd.DataFrame:
        """Return what an extract shows of the customers."""
        here = self._here
        usage = np.exp(3.0 + here["interest"]) - 1.0
        price = np.round(here["plan"].map(PRICES).to_numpy(dtype=float) * self._rise, 2)
        told = here.drop(columns=["interest", "fades"])
        return told.assign(
            usage_gb=usage.clip(0).round(1), monthly_price=price, last_bill=price, cancel_calls=0
        )

    def risk(self, number: int) -> FloatArray:
        """Return each customer's chance to leave by choice in the month of this number, (n,)."""
        shock = _SHOCK * (self._here["contract"] == "Monthly") if number == SHOCK_MONTH else 0.0
        return probability(risk_of(self.observed()) + shock)

    def leave(self, table: pd.DataFrame, risk: FloatArray, end: date) -> pd.DataFrame:
        """Draw who leaves during a month that ends then, and return them as they are seen then."""
        rng, here = self._rng, self._here
        chosen = rng.random(len(here)) < risk
        owes = probability(_UNPAID + 1.2 * here["late_payments"].to_numpy(dtype=float))
        unpaid = ~chosen & (rng.random(len(here)) < owes)
        goes = chosen | unpaid
        day = rng.integers(1, end.day + 1, len(here))[goes]
        left = table[goes].assign(
            tenure_months=lambda rows: rows["tenure_months"] + 1,
            last_bill=lambda rows: (rows["monthly_price"] * day / end.day).round(2),
            cancel_calls=chosen[goes].astype(int),
            left_on=[end.replace(day=int(each)).isoformat() for each in day],
            reason=np.where(unpaid[goes], "Not paid", "Cancelled"),
        )
        self._leaving = here[goes]
        self._here = here[~goes].reset_index(drop=True)
        return left.reset_index(drop=True)

    def _people(self, count: int) -> pd.DataFrame:
        """Return newcomers, whose ids nobody had before."""
        ids = [f"C{number:06d}" for number in range(self._known, self._known + count)]
        self._known += count
        contract = self._drawn({"Monthly": 0.65, "Yearly": 0.35}, count)
        return pd.DataFrame(
            {
                "customer_id": pd.Series(ids, dtype=object),
                "region": self._drawn(REGIONS, count),
                "plan": self._drawn({"Basic": 0.4, "Plus": 0.4, "Premium": 0.2}, count),
                "contract": contract,
                "payment_method": self._drawn(PAYMENTS, count),
                "tenure_months": 0,
                "support_calls": 0,
                "late_payments": 0,
                "interest": self._rng.normal(0, 0.8, count),
                "fades": 0,
            }
        )

    def _drawn(self, shares: dict[str, float], count: int) -> NDArray[np.object_]:
        return np.asarray(self._rng.choice(list(shares), count, p=list(shares.values())), object)


def _end_of_next(end: date) -> date:
    """Return the last day of the month after the one that ends then."""
    return (end + timedelta(days=32)).replace(day=1) - timedelta(days=1)
