"""A subscription service's customers, as a European spreadsheet writes them."""

import numpy as np
import pandas as pd

from churn_platform_tests.tables.outcome import leavers, standard


def saas(rows: int = 8_000, seed: int = 1) -> pd.DataFrame:
    """Return the table, (rows, 12); a bit less than half of the customers left."""
    rng = np.random.default_rng(seed)
    support, delay = rng.poisson(4, rows).clip(0, 10), rng.integers(0, 31, rows)
    contract = rng.choice(["Annual", "Monthly", "Quarterly"], rows, p=[0.4, 0.2, 0.4])
    spend = rng.uniform(100, 1000, rows).round(2)
    age = rng.normal(39, 12, rows).clip(18, 65).astype(int)
    effects = [
        0.8 * standard(support),
        0.4 * standard(delay),
        1.5 * (contract == "Monthly"),
        -0.8 * standard(spend),
        0.3 * standard(age),
    ]
    return pd.DataFrame(
        {
            "CustomerID": np.arange(2, rows + 2),
            "Age": age,
            "Gender": rng.choice(["Female", "Male"], rows),
            "Tenure": rng.integers(1, 61, rows),
            "Usage Frequency": rng.integers(1, 31, rows),
            "Support Calls": support,
            "Payment Delay": delay,
            "Subscription Type": rng.choice(["Basic", "Premium", "Standard"], rows),
            "Contract Length": contract,
            "Total Spend": spend,
            "Last Interaction": rng.integers(1, 31, rows),
            "Churn": leavers(rng, effects, share=0.47).astype(int),
        }
    )
