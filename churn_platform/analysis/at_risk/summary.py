"""Where the risk lies: customers, expected churn and money by segment, and whom to contact."""

from functools import partial
from typing import Any, Final

import pandas as pd

from churn_platform.analysis.at_risk.table import HIGH
from churn_platform.analysis.campaign.plan import campaign_plan
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform.analysis.rows import Rows, mapped, whole
from churn_platform.analysis.survival.lifetime import EXTRAPOLATED, lifetime_problem
from churn_platform.catalog import RISK_BANDS, SEGMENT_PREFIX
from churn_platform.config.contracts.contract import Contract

MONEY: Final = ("monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk")
_KNOWN: Final = "known "
"""Prefix of a money column's name: the number of customers with a known value."""
_EXTRAPOLATED: Final = "lifetime_extrapolated"
_CHURNED_OF_KNOWN: Final = "expected churn of known lifetime"


def retention_summary(
    scores: Rows,
    contract: Contract,
    campaign: Campaign,
    smallest_segment: int,
    horizon_months: int,
) -> dict[str, Any]:
    """Return a summary of the scores for a retention team, as plain values.

    `totals` and each row of `segments[column]` have: customers, expected_leavers (the sum of the
    probabilities), high_risk (customers of that band), mean_probability, and money in `unit`:
    monthly_revenue and revenue_at_risk per month, and lifetime_value_at_risk, which is revenue
    within the horizon, each over the customers with a known value; lifetime_extrapolated counts
    those whose months are an upper estimate. `revenue_of_a_leaver` is what an average churner would
    pay within the horizon: the mean over the customers of known lifetime, by probability.

    A row also has `label` and `small`; small segments are last, the others sorted by revenue at
    risk, or by expected churn if revenue is unknown. `campaign` is from `campaign_plan`. `like` is
    what the contract says of those who left. Undefined values are None, with the reason in
    `undefined`.

    Args:
        scores: as `at_risk.table.scored` gives them, (n_customers, columns).
        contract: of the table.
        campaign: what contacting a customer costs and yields.
        smallest_segment: fewest customers of a segment that is not flagged as small.
        horizon_months: how many months ahead the lifetimes count.
    """
    names = [SEGMENT_PREFIX + name for name in contract.segment_columns]
    columns = ["risk_band", "probability", "lifetime_basis", *MONEY, *names]
    sums = _added(list(mapped(scores, partial(_sums, groups=tuple(names)), columns)))
    totals = _facts(sums[""].iloc[0])
    probability = whole(scores, ["probability"])["probability"].to_numpy()
    return {
        "totals": totals,
        "segments": {
            name: _segments(sums[SEGMENT_PREFIX + name], smallest_segment)
            for name in contract.segment_columns
        },
        "campaign": campaign_plan(probability, campaign),
        "unit": contract[contract.revenue].unit if contract.revenue else "",
        "horizon_months": horizon_months,
        "revenue_of_a_leaver": _revenue_of_one_churned(sums[""].iloc[0]),
        "smallest_segment": smallest_segment,
        "like": contract.outcome.in_words,
        "undefined": _reasons(totals, contract),
    }


def bands_of(scores: Rows) -> list[dict[str, Any]]:
    """Return one row for each risk band, the highest first, also for one without customers.

    Each has `band`, `customers`, `expected_leavers` (the sum of the probabilities) and
    `revenue_at_risk` per month of customers with a known revenue, None if there are none.

    Args:
        scores: as `at_risk.table.scored` returns them, at least `risk_band`, `probability` and
            `revenue_at_risk`.
    """
    columns = ["risk_band", "probability", "revenue_at_risk"]
    found = _added(list(mapped(scores, partial(_sums, groups=("risk_band",)), columns)))
    sums = found["risk_band"].reindex(list(RISK_BANDS), fill_value=0)
    return [
        {
            "band": band,
            "customers": int(row["customers"]),
            "expected_leavers": float(row["probability"]),
            "revenue_at_risk": _known(row, "revenue_at_risk"),
        }
        for band, row in sums.iterrows()
    ]


def _sums(part: pd.DataFrame, groups: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Return sums over all customers of a part, under "", and over those of each group."""
    numbers = {name: part[name] for name in ("probability", *MONEY) if name in part}
    table = pd.DataFrame(
        {
            "customers": 1,
            "high": part["risk_band"] == HIGH,
            **numbers,
            **{_KNOWN + name: numbers[name].notna() for name in MONEY if name in numbers},
            **_lifetimes(part),
        }
    ).astype("float64")
    sums = {"": table.sum().to_frame().T}
    return sums | {name: table.groupby(part[name].to_numpy(), sort=True).sum() for name in groups}


def _lifetimes(part: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    if "lifetime_basis" not in part:
        return {}
    known = part["lifetime_value_at_risk"].notna()
    return {
        _EXTRAPOLATED: part["lifetime_basis"] == EXTRAPOLATED,
        _CHURNED_OF_KNOWN: part["probability"].where(known, 0.0),
    }


def _revenue_of_one_churned(row: "pd.Series[float]") -> float | None:
    churned = float(row[_CHURNED_OF_KNOWN])
    return float(row["lifetime_value_at_risk"]) / churned if churned else None


def _added(parts: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    if len(parts) == 1:
        return parts[0]
    return {
        name: pd.concat([part[name] for part in parts]).groupby(level=0, sort=True).sum()
        for name in parts[0]
    }


def _facts(row: "pd.Series[float]") -> dict[str, Any]:
    customers = int(row["customers"])
    return {
        "customers": customers,
        "expected_leavers": float(row["probability"]),
        "high_risk": int(row["high"]),
        "mean_probability": float(row["probability"]) / customers if customers else None,
        **{name: _known(row, name) for name in MONEY},
        _EXTRAPOLATED: int(row[_EXTRAPOLATED]),
    }


def _known(row: "pd.Series[float]", name: str) -> float | None:
    return float(row[name]) if row[_KNOWN + name] else None


def _segments(sums: pd.DataFrame, smallest: int) -> list[dict[str, Any]]:
    rows = []
    for label, row in sums.iterrows():
        facts = _facts(row)
        rows.append({"label": str(label), "small": facts["customers"] < smallest, **facts})
    return sorted(rows, key=_place)


def _place(row: dict[str, Any]) -> tuple[bool, bool, float, float]:
    revenue = row["revenue_at_risk"]
    return row["small"], revenue is None, -(revenue or 0.0), -row["expected_leavers"]


def _reasons(totals: dict[str, Any], contract: Contract) -> dict[str, str]:
    reasons = {}
    if not totals["customers"]:
        reasons["mean_probability"] = "there are no customers"
    if totals["monthly_revenue"] is None:
        known = "no customer's revenue is known"
        why = known if contract.revenue else "the contract names no revenue column"
        reasons |= dict.fromkeys(MONEY, why)
    elif totals["lifetime_value_at_risk"] is None:
        problem = lifetime_problem(contract) or "no customer's remaining time is known"
        reasons["lifetime_value_at_risk"] = problem
    return reasons
