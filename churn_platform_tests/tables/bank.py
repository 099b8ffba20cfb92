"""A bank's customers, as the public table of 10,000 rows is written."""

import numpy as np
import pandas as pd

from churn_platform_tests.tables.outcome import leavers, standard

_START = ("Al", "Bar", "Cor", "Dun", "El", "Far", "Gar", "Hol", "Ir", "Jen", "Kel", "Lam", "Mor")
_MIDDLE = ("", "a", "ber", "ding", "e", "fer", "i", "lin", "man", "o", "ra", "ster", "ti")
_END = ("by", "don", "field", "ham", "kins", "ley", "ney", "son", "stone", "ton", "ward", "worth")


def bank(rows: int = 10_000, seed: int = 1) -> pd.DataFrame:
    """Return the table, (rows, 14); a fifth of the customers left."""
    rng = np.random.default_rng(seed)
    country = rng.choice(["France", "Germany", "Spain"], rows, p=[0.5, 0.25, 0.25])
    gender = rng.choice(["Female", "Male"], rows, p=[0.45, 0.55])
    age = np.clip(rng.gamma(9, 3, rows) + 14, 18, 92).astype(int)
    products = rng.choice([1, 2, 3, 4], rows, p=[0.5, 0.46, 0.03, 0.01])
    active = rng.random(rows) < 0.515
    balance = np.where(rng.random(rows) < 0.36, 0, rng.normal(119_800, 30_000, rows).clip(3_000))
    effects = [
        0.9 * standard(age),
        0.8 * (country == "Germany"),
        0.5 * (gender == "Female"),
        -0.9 * active,
        1.2 * (products > 2) - 0.7 * (products == 2),
        0.2 * standard(balance),
    ]
    parts = [rng.choice(part, rows) for part in (_START, _MIDDLE, _END)]
    return pd.DataFrame(
        {
            "RowNumber": np.arange(1, rows + 1),
            "CustomerId": 15_565_701 + rng.permutation(250_000)[:rows],
            "Surname": ["".join(one) for one in zip(*parts, strict=True)],
            "CreditScore": rng.normal(650, 97, rows).clip(350, 850).astype(int),
            "Geography": country,
            "Gender": gender,
            "Age": age,
            "Tenure": rng.integers(0, 11, rows),
            "Balance": balance.round(2),
            "NumOfProducts": products,
            "HasCrCard": (rng.random(rows) < 0.71).astype(int),
            "IsActiveMember": active.astype(int),
            "EstimatedSalary": rng.uniform(11, 200_000, rows).round(2),
            "Exited": leavers(rng, effects, share=0.204).astype(int),
        }
    )
