"""A small contract, tables for it, and what cleaning makes of them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from churn_platform.analysis.cleaning.cleaned import Cleaned
from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract
from churn_platform.config.contracts.sections import Thresholds

CONTRACT = parse_contract(
    """
name = "small"
[columns.id]
kind = "identifier"
header = "Id"
[columns.months]
kind = "numeric"
header = "Months"
low = 0
whole = true
[columns.price]
kind = "numeric"
header = "Price"
blank = "missing"
[columns.online]
kind = "flag"
header = "Online"
blank = "missing"
[columns.plan]
kind = "category"
header = "Plan"
values = ["Basic", "Full", "Trial"]
blank = "missing"
[columns.left]
kind = "target"
header = "Left"
""",
    "small.toml",
)


def held_to(**checks: Any) -> Contract:
    """The small contract with these thresholds."""
    return CONTRACT.model_copy(update={"checks": Thresholds(**checks)})


def text(left: str, **columns: Sequence[str]) -> pd.DataFrame:
    """One customer for each sign of `left`: y, n, - for no label, ? for an odd one.

    Unless given they have the ids id-001, id-002, ..., 1, 2, 3, ... months and two values by turns.
    """
    count = len(left)
    turns = [place % 2 for place in range(count)]
    made: dict[str, Sequence[str]] = {
        "id": [f"id-{number:03}" for number in range(1, count + 1)],
        "months": [str(number) for number in range(1, count + 1)],
        "price": [("10", "20")[turn] for turn in turns],
        "online": [("No", "Yes")[turn] for turn in turns],
        "plan": [("Basic", "Full")[turn] for turn in turns],
        "left": [{"y": "Yes", "n": "No", "-": "", "?": "maybe"}[sign] for sign in left],
    }
    return pd.DataFrame({**made, **columns}, index=range(1, count + 1), dtype=object)


def cleaned(left: str, **columns: Sequence[str]) -> Cleaned:
    """The cleaning of `text`."""
    return clean_customers(text(left, **columns), CONTRACT)
