"""Where the risk lies: customers, expected leavers and money by segment, and whom to contact."""

from typing import Any, Final

import numpy as np
import pandas as pd

from churn_platform.analysis.evaluation.profit import Campaign
from churn_platform.analysis.scoring.campaign import campaign_plan
from churn_platform.analysis.scoring.encoded import FloatArray
from churn_platform.analysis.scoring.table import HIGH
from churn_platform.analysis.survival.lifetime import lifetime_problem
from churn_platform.catalog import RISK_BANDS, SEGMENT_PREFIX
from churn_platform.contracts.contract import Contract

MONEY: Final = ("monthly_revenue", "revenue_at_risk", "lifetime_value_at_risk")


def retention_summary(
    scores: pd.DataFrame,
    contract: Contract,
    campaign: Campaign,
    contact_share: float | None,
    smallest_segment: int,
) -> dict[str, Any]:
    """Return what a retention team needs to know of the scores, as plain values.

    `totals` and each row of `segments[column]` have: customers, expected_leavers (the sum of the
    probabilities), high_risk (customers of that band), mean_probability, and money in `unit`:
    monthly_revenue and revenue_at_risk a month, lifetime_value_at_risk, each of the customers
    whose is known. A row has `label` and `small` besides; small segments are last, the others
    sorted by revenue at risk, or by expected leavers without revenue. `campaign` is that of
    `campaign_plan`. What has no value is None, with its reason in `undefined`.

    Args:
        scores: as `score_customers` gives them, (n_customers, columns).
        contract: of the table.
        campaign: what contacting a customer costs and yields.
        contact_share: share of the customers to contact, 0 to 1, such as the champion's
            `profit_share`; None if it is not known.
        smallest_segment: fewest customers of a segment that is not flagged as small.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    totals = _facts(_columns(scores))
    return {
        "totals": totals,
        "segments": {
            name: _segments(scores, name, smallest_segment) for name in contract.segment_columns
        },
        "campaign": campaign_plan(scores["probability"].to_numpy(), campaign, contact_share),
        "unit": contract[contract.revenue].unit if contract.revenue else "",
        "smallest_segment": smallest_segment,
        "undefined": _reasons(totals, contract),
    }


def bands_of(scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one row for each risk band, the highest first, also for one without customers.

    Each has `band`, `customers`, `expected_leavers` (the sum of the probabilities) and
    `revenue_at_risk` a month of the customers whose revenue is known, None if nobody's is.

    Args:
        scores: as `score_customers` returns them, at least `risk_band`, `probability` and
            `revenue_at_risk`.
    """
    rows = []
    for band in RISK_BANDS:
        own = scores[scores["risk_band"] == band]
        revenue = own["revenue_at_risk"].dropna()
        rows.append(
            {
                "band": band,
                "customers": len(own),
                "expected_leavers": float(own["probability"].sum()),
                "revenue_at_risk": float(revenue.sum()) if len(revenue) else None,
            }
        )
    return rows


def _columns(scores: pd.DataFrame) -> dict[str, FloatArray]:
    columns = {name: scores[name].to_numpy(dtype="float64") for name in ("probability", *MONEY)}
    return {**columns, "high": (scores["risk_band"] == HIGH).to_numpy(dtype="float64")}


def _facts(columns: dict[str, FloatArray]) -> dict[str, Any]:
    probability = columns["probability"]
    return {
        "customers": len(probability),
        "expected_leavers": float(probability.sum()),
        "high_risk": int(columns["high"].sum()),
        "mean_probability": float(probability.mean()) if len(probability) else None,
        **{name: _known_sum(columns[name]) for name in MONEY},
    }


def _known_sum(values: FloatArray) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.sum()) if len(known) else None


def _segments(scores: pd.DataFrame, name: str, smallest: int) -> list[dict[str, Any]]:
    columns = _columns(scores)
    places = scores.groupby(SEGMENT_PREFIX + name, sort=True, observed=True).indices
    rows = []
    for label, own in places.items():
        facts = _facts({key: values[own] for key, values in columns.items()})
        rows.append({"label": str(label), "small": len(own) < smallest, **facts})
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
