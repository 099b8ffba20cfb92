"""A small contract and batches of it."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.config.contracts.load import parse_contract

CONTRACT = parse_contract(
    """
    name = "small"
    columns.id = {kind = "identifier", header = "Id"}
    columns.spend = {kind = "numeric", header = "Spend", blank = "missing"}
    columns.loyal = {kind = "flag", header = "Loyal", blank = "missing"}
    columns.plan = {kind = "category", header = "Plan", values = ["a", "b", "c"]}
    columns.left = {kind = "target", header = "Left"}
    """,
    "small.toml",
)
WITHOUT_PLAN = parse_contract(
    """
    name = "small"
    columns.id = {kind = "identifier", header = "Id"}
    columns.spend = {kind = "flag", header = "Spend", blank = "missing"}
    columns.loyal = {kind = "flag", header = "Loyal", blank = "missing"}
    columns.region = {kind = "category", header = "Region", values = ["north", "south"]}
    columns.left = {kind = "target", header = "Left"}
    """,
    "small.toml",
)


def batch(rows: int = 1000, **columns: Any) -> pd.DataFrame:
    """Return rows spread evenly over the values; columns that are given replace these."""
    places = np.arange(rows)
    base = {
        "id": [f"SECRET-{place}" for place in places],
        "spend": (places % 100).astype("float64"),
        "loyal": (places % 2).astype("float64"),
        "plan": pd.Series([("a", "b", "c", "a")[place % 4] for place in places], dtype=object),
    }
    return pd.DataFrame({**base, **columns})


def scores(rows: int = 1000) -> NDArray[np.float64]:
    """Return probabilities spread evenly from 0 to 1."""
    return (np.arange(rows) % 100 + 0.5) / 100
