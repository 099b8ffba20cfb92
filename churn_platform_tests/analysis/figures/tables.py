"""A small contract, and tables of it written out by hand."""

from typing import Any

import pandas as pd

from churn_platform.analysis.figures.importance import Forest
from churn_platform.config.contracts.load import parse_contract

CONTRACT = parse_contract(
    """
    name = "small"
    time_axis = "months"
    outcome = {states = "left within the last month", horizon_months = 1}
    columns.id = {kind = "identifier", header = "Id"}
    columns.months = {kind = "numeric", header = "Months", unit = "months"}
    columns.spend = {kind = "numeric", header = "Spend", unit = "$"}
    columns.loyal = {kind = "flag", header = "Loyal"}
    columns.plan = {kind = "category", header = "Plan", values = ["a", "b"]}
    columns.left = {kind = "target", header = "Left"}
    """,
    "small.toml",
)
HOSTILE = (
    "</script><script>alert(1)</script>",
    '<a href="https://evil.example">click</a>',
    "<img src=x onerror=alert(1)>",
    "\u202eevil \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "emoji \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "x" * 300,
    "x" * 299 + "y",
    "$\\frac{1}{0}$ & %{x} \x00\x07\ud800\ufffe",
    "line\nbreak\ttab\u2028",
    "",
)
FOREST = Forest(
    importances={"spend": 0.6, "plan": 0.3, "months": 0.1},
    accuracy=0.75,
    report={
        "stayed": {"precision": 0.8, "recall": 0.9, "f1": 0.847, "support": 1500},
        "churned": {"precision": None, "recall": 0.0, "f1": 0.0, "support": 500},
        "accuracy": 0.75,
    },
    test_rows=2000,
)


def table(**columns: list[Any]) -> pd.DataFrame:
    """Return a clean table; columns that are not given are constant."""
    rows = len(next(iter(columns.values())))
    constant: dict[str, list[Any]] = {
        "id": [f"SECRET-{row}" for row in range(rows)],
        "months": [1] * rows,
        "spend": [9.5] * rows,
        "loyal": [1] * rows,
        "plan": ["a"] * rows,
        "left": [0] * rows,
    }
    return pd.DataFrame({**constant, **columns})


def tiny(rows: int) -> pd.DataFrame:
    """Return a clean table of 0, 1 or 2 rows."""
    typed = table(left=[0, 1])
    return typed.iloc[:rows]


def hostile() -> pd.DataFrame:
    """Return a table whose categories try to break out of the page."""
    plans = [value for value in HOSTILE for _ in range(4)]
    return table(
        plan=plans,
        left=[0, 1] * (len(plans) // 2),
        months=list(range(len(plans))),
        loyal=[0, 1, 1, 0] * 10,
    )
