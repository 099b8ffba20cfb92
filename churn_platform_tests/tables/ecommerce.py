"""A web shop's customers, as the public workbook of 5,630 rows is written."""

import numpy as np
import pandas as pd

from churn_platform_tests.tables.outcome import leavers, standard

# blanks, of 5,630 rows
_BLANK = {
    "Tenure": 264,
    "WarehouseToHome": 251,
    "HourSpendOnApp": 255,
    "OrderAmountHikeFromlastYear": 265,
    "CouponUsed": 256,
    "OrderCount": 258,
    "DaySinceLastOrder": 307,
}
_DEVICES = ["Mobile Phone", "Phone", "Computer"]
_PAYMENTS = [
    "Debit Card", "Credit Card", "CC", "E wallet", "UPI", "COD", "Cash on Delivery",
]  # fmt: skip
_ORDERS = ["Laptop & Accessory", "Mobile Phone", "Mobile", "Fashion", "Grocery", "Others"]


def ecommerce(rows: int = 5_630, seed: int = 1) -> pd.DataFrame:
    """Return the table, (rows, 20), NaN where a cell is blank; a sixth of the customers left."""
    rng = np.random.default_rng(seed)
    tenure = rng.gamma(1.2, 8.5, rows).clip(0, 61).astype(int)
    complain = rng.random(rows) < 0.285
    marital = rng.choice(["Divorced", "Married", "Single"], rows, p=[0.15, 0.53, 0.32])
    score = rng.choice([1, 2, 3, 4, 5], rows, p=[0.21, 0.1, 0.3, 0.19, 0.2])
    orders = 1 + rng.poisson(2, rows).clip(0, 15)
    effects = [
        -1.3 * standard(tenure),
        1.5 * complain,
        0.6 * (marital == "Single"),
        0.3 * standard(score),
    ]
    table = pd.DataFrame(
        {
            "CustomerID": np.arange(50_001, 50_001 + rows),
            "Churn": leavers(rng, effects, share=0.168).astype(int),
            "Tenure": tenure,
            "PreferredLoginDevice": rng.choice(_DEVICES, rows, p=[0.49, 0.22, 0.29]),
            "CityTier": rng.choice([1, 2, 3], rows, p=[0.65, 0.05, 0.3]),
            "WarehouseToHome": rng.integers(5, 37, rows),
            "PreferredPaymentMode": rng.choice(
                _PAYMENTS, rows, p=[0.41, 0.27, 0.05, 0.11, 0.07, 0.06, 0.03]
            ),
            "Gender": rng.choice(["Female", "Male"], rows, p=[0.4, 0.6]),
            "HourSpendOnApp": rng.choice(
                [0, 1, 2, 3, 4, 5], rows, p=[0.01, 0.01, 0.28, 0.48, 0.2, 0.02]
            ),
            "NumberOfDeviceRegistered": rng.choice(
                [1, 2, 3, 4, 5, 6], rows, p=[0.04, 0.05, 0.3, 0.42, 0.16, 0.03]
            ),
            "PreferedOrderCat": rng.choice(_ORDERS, rows, p=[0.36, 0.23, 0.14, 0.15, 0.07, 0.05]),
            "SatisfactionScore": score,
            "MaritalStatus": marital,
            "NumberOfAddress": 1 + rng.poisson(3.2, rows).clip(0, 21),
            "Complain": complain.astype(int),
            "OrderAmountHikeFromlastYear": rng.integers(11, 27, rows),
            "CouponUsed": rng.poisson(1.75, rows).clip(0, 16),
            "OrderCount": orders,
            "DaySinceLastOrder": rng.poisson(4.5, rows).clip(0, 46),
            "CashbackAmount": rng.normal(177, 49, rows).clip(0, 325).round(2),
        }
    )
    for header, count in _BLANK.items():
        blank = rng.permutation(rows)[: round(count * rows / 5_630)]
        table[header] = table[header].astype(float).where(~np.isin(np.arange(rows), blank))
    return table
