"""A made table with gaps, rare levels and unknown values, and models fitted on it."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from churn_platform.analysis.scoring.encoded import FloatArray, encode_table
from churn_platform.analysis.scoring.scorer import Scorer, compile_scorer
from churn_platform.analysis.training.models import gradient_boosting, logistic_regression
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import parse_contract

REGIONS = [f"r{place}" for place in range(40)]  # more than one word of a set of bits
MADE = parse_contract(
    f"""
    name = "made"
    time_axis = "months"
    revenue = "spend"
    segments = ["plan", "active", "months"]
    columns.id = {{kind = "identifier", header = "Id"}}
    columns.age = {{kind = "numeric", header = "Age", unit = "years", blank = "missing"}}
    columns.plan = {{kind = "category", header = "Plan", values = ["basic", "plus", "never"],
        description = "Kind of plan.", blank = "missing"}}
    columns.active = {{kind = "flag", header = "Active", blank = "missing"}}
    columns.months = {{kind = "numeric", header = "Months", unit = "months", whole = true}}
    columns.region = {{kind = "category", header = "Region", values = {REGIONS}, blank = "missing"}}
    columns.spend = {{kind = "numeric", header = "Spend", unit = "€", blank = "missing"}}
    columns.left = {{kind = "target", header = "Left"}}
    """.replace("\n        description", " description"),
    "made.toml",
)


def customers(rows: int, seed: int, gaps: float = 0.1) -> pd.DataFrame:
    """Return typed customers; a share of the cells that may be missing is."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "id": [f"SECRET-{place:05d}" for place in range(rows)],
            "age": random.normal(45, 12, rows).round(),
            "plan": random.choice(["basic", "plus"], rows).astype(object),
            "active": random.integers(0, 2, rows).astype(float),
            "months": random.integers(0, 72, rows),
            "region": random.choice(REGIONS[:37], rows).astype(object),
            "spend": np.where(random.random(rows) < 0.4, 0.0, random.gamma(2, 30, rows).round(2)),
        }
    )
    strange = table["region"].isin(REGIONS[30:])
    odds = 1.5 * (table["plan"] == "basic") * (table["months"] < 24) + 2 * strange
    odds += 0.02 * table["spend"] * table["active"] - 1.5 + (table["age"] < 40)
    table["left"] = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype("int64")
    for name in ("age", "plan", "active", "region", "spend"):
        table.loc[random.random(rows) < gaps, name] = None
    return table


def strange_customers() -> pd.DataFrame:
    """Return customers with values that no training row has: unknown, missing, far outside."""
    table = customers(40, 9)
    table.loc[0, ["plan", "region"]] = ["mars", "venus"]
    table.loc[1, ["plan", "region"]] = ["never", "r39"]  # the contract's, but not in training
    table.loc[2, ["age", "plan", "active", "region", "spend"]] = None
    table.loc[3, ["age", "months", "spend"]] = [1e6, 10**6, 1e8]
    table.loc[4, ["age", "months", "spend"]] = [-1e6, -(10**6), -1e8]
    return table


def fitted(build: Any, contract: Contract, table: pd.DataFrame, **parameters: Any) -> Pipeline:
    """Return a pipeline fitted on all rows of the table."""
    pipeline: Pipeline = build(contract, parameters, seed=1)
    with threadpool_limits(1):  # threads wait for each other longer than such a table takes
        return pipeline.fit(table[contract.features], table[contract.target])


def boosted(table: pd.DataFrame, **parameters: Any) -> Pipeline:
    """Return a small gradient boosting fitted on the made table."""
    return fitted(gradient_boosting, MADE, table, **{"max_iter": 10, **parameters})


def linear(table: pd.DataFrame) -> Pipeline:
    """Return a logistic regression fitted on the made table."""
    return fitted(logistic_regression, MADE, table, max_iter=1000)


def scorer_of(pipeline: Pipeline, table: pd.DataFrame, contract: Contract = MADE) -> Scorer:
    """Return the compiled pipeline, with the table as its training rows."""
    return compile_scorer(pipeline, contract, encode_table(table, contract))


def log_odds(pipeline: Pipeline, table: pd.DataFrame, contract: Contract = MADE) -> FloatArray:
    """Return what scikit-learn itself says, from the probabilities of both classes."""
    stays, leaves = pipeline.predict_proba(table[contract.features]).T
    return np.asarray(np.log(leaves) - np.log(stays), dtype="float64")
