"""A contract with more segments than a picture shows, and values that try to break out of it."""

import json

import pandas as pd

from churn_platform.config.contracts.load import parse_contract
from churn_platform_tests.analysis.figures.shapes import Shape

PLANS = (
    "</script><script>alert(1)</script>",
    '<a href="https://evil.example">click</a>',
    "<img src=x onerror=alert(1)>",
    "_\u202eevil \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "emoji \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "x" * 199,
    "x" * 199 + "y",
    "$\\frac{1}{0}$ & %{x}",
)
_REGIONS = tuple(f"Region {place}" for place in range(22))
_VALUES = json.dumps(PLANS, ensure_ascii=False)  # TOML knows no halves of a pair
_LINES = f"""
    name = "many"
    time_axis = "months"
    columns.id = {{kind = "identifier", header = "Id"}}
    columns.months = {{kind = "numeric", header = "Months", unit = "months"}}
    columns.the_plan_of_the_customer = {{kind = "category", header = "P", values = {_VALUES}}}
    columns.region = {{kind = "category", header = "R", values = {json.dumps(_REGIONS)}}}
    columns.left = {{kind = "target", header = "Left"}}
    segments = ["months", "the_plan_of_the_customer", "region"]
    """


def many() -> Shape:
    """Return 8 plans of 70, 65, ... 35 customers, 22 regions of 19 or 20, and tenures to 59.

    Of each plan every third left, and of the first plan every second.
    """
    plans = [name for place, name in enumerate(PLANS) for _ in range(70 - 5 * place)]
    rows = range(len(plans))
    clean = pd.DataFrame(
        {
            "id": [f"SECRET-{row}" for row in rows],
            "months": [row * 7 % 60 for row in rows],
            "the_plan_of_the_customer": plans,
            "region": [_REGIONS[row % 22] for row in rows],
            "left": [int(row % (2 if row < 70 else 3) == 0) for row in rows],
        }
    )
    return Shape(parse_contract(_LINES, "many.toml"), clean)
