"""Tables of text for a contract that has every kind of column."""

from collections.abc import Sequence

import pandas as pd

from churn_platform.config.contracts.load import parse_contract

ALL_KINDS = """
name = "all_kinds"
[columns.id]
kind = "identifier"
header = "Id"
[columns.months]
kind = "numeric"
header = "Months"
low = 0
high = 100
whole = true
[columns.price]
kind = "numeric"
header = "Price"
low = 0
[columns.spent]
kind = "numeric"
header = "Spent"
product_of = ["months", "price"]
blank = "product"
[columns.rating]
kind = "numeric"
header = "Rating"
blank = "missing"
[columns.visits]
kind = "numeric"
header = "Visits"
whole = true
blank = "missing"
[columns.online]
kind = "flag"
header = "Online"
[columns.paper]
kind = "flag"
header = "Paper"
blank = "missing"
[columns.plan]
kind = "category"
header = "Plan"
values = ["Basic", "Full"]
spellings = {"all" = "Full"}
blank = {value = "Basic"}
[columns.offer]
kind = "category"
header = "Offer"
values = ["Spring", "None"]
blank = "missing"
[columns.left]
kind = "target"
header = "Left"
"""
CONTRACT = parse_contract(ALL_KINDS, "all_kinds.toml")
_SOUND = {
    "months": "3", "price": "2.5", "spent": "7.5", "rating": "4", "visits": "8", "online": "Yes",
    "paper": "No", "plan": "Full", "offer": "Spring", "left": "No",
}  # fmt: skip


def rows(*ids: str, **columns: Sequence[str]) -> pd.DataFrame:
    """One customer for each id, sound and alike but for the given columns; rows count from 1."""
    made = {"id": ids, **{name: [text] * len(ids) for name, text in _SOUND.items()}, **columns}
    return pd.DataFrame(made, index=range(1, len(ids) + 1), dtype=object)


def changed(table: pd.DataFrame, row: int, **cells: str) -> pd.DataFrame:
    """The table with other cells in one row."""
    table = table.copy()
    for name, text in cells.items():
        table.loc[row, name] = text
    return table


def joined(*tables: pd.DataFrame) -> pd.DataFrame:
    """The tables below each other, rows counted from 1."""
    one = pd.concat(tables)
    return one.set_axis(range(1, len(one) + 1), axis="index")
