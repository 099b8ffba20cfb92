"""The scores of five customers, small enough to add up by hand."""

from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.at_risk.summary import retention_summary
from churn_platform.analysis.campaign.profit import Campaign
from churn_platform_tests.analysis.scoring.made import MADE

SCORES = pd.DataFrame(
    {
        "id": [f"SECRET-{place}" for place in range(5)],
        "probability": [0.9, 0.6, 0.5, 0.2, 0.1],
        "decile": [1, 3, 5, 7, 9],
        "risk_band": ["high", "high", "medium", "low", "low"],
        "monthly_revenue": [100.0, np.nan, 40.0, 50.0, 10.0],
        "revenue_at_risk": [90.0, np.nan, 20.0, 10.0, 1.0],
        "lifetime_months": [10.0, 10.0, 10.0, np.nan, 24.0],
        "lifetime_basis": ["observed", "extrapolated", "extrapolated", None, "observed"],
        "lifetime_value_at_risk": [900.0, np.nan, 200.0, np.nan, 24.0],
        "segment_plan": ["unknown", "basic", "basic", "plus", "plus"],
        "segment_active": ["Yes", "unknown", "No", "No", "Yes"],
        "segment_months": ["0–12", "0–12", "0–12", "13–24", "49+"],
    }
)


def summary(smallest: int = 2, scores: pd.DataFrame = SCORES) -> dict[str, Any]:
    """Return the summary of the five, four of whom are to be contacted: from 11/67 on."""
    return retention_summary(scores, MADE, Campaign(), smallest, 24)
