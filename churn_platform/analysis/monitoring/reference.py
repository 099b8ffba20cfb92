"""What later batches are compared with: how the features and scores of known rows are spread."""

import math
from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.monitoring.binning import (
    FloatArray,
    IntArray,
    decile_edges,
    levels_of,
)
from churn_platform.analysis.monitoring.tally import Tally, tally_of_levels, tally_of_numbers
from churn_platform.config.contracts.contract import Contract

Spread = dict[str, Any]


def reference_of(rows: pd.DataFrame, probability: FloatArray, contract: Contract) -> dict[str, Any]:
    """Return the spread of each feature and of the scores; can be JSON, and names no customer.

    `rows` is their number. `features` has for each feature its `kind`, `counts` and `shares` by
    bin, the last bin being "missing"; a number has also the `edges` of its bins, its `mean` and its
    `std` (population, None without a value), a flag or category its `levels`, after which a bin
    "other" comes. `score` is the spread of the probabilities.

    Args:
        rows: typed features, (n_rows, at least the contract's features).
        probability: of class 1, (n_scores,). They should be of customers that the model was not
            trained on, such as out-of-fold ones: an over-fitted model is surer of itself on its own
            training rows, and a new batch would seem to have drifted. So their number may differ
            from that of `rows`.
        contract: names the features.

    Raises:
        DataError: there are no rows or no probabilities.
    """
    if rows.empty or not len(probability):
        raise DataError(
            f"found {len(rows):,} rows and {len(probability):,} probabilities for the reference;"
            " expected at least one of each"
        )
    return {
        "rows": len(rows),
        "features": {name: _spread(rows[name], contract, name) for name in contract.features},
        "score": number_spread(np.asarray(probability, dtype=np.float64)),
    }


def number_spread(values: FloatArray, edges: list[float] | None = None) -> Spread:
    """Return the spread of numbers, (n,), NaN for missing, by these edges or by their own."""
    edges = decile_edges(values[~np.isnan(values)]) if edges is None else edges
    return numbers_in(tally_of_numbers(values, edges), edges)


def numbers_in(tally: Tally, edges: list[float]) -> Spread:
    """Return the spread of numbers whose tally it is, by these edges."""
    known = tally.known > 0
    return {
        "kind": "numeric",
        "edges": edges,
        **_counted(tally.counts),
        "mean": tally.mean if known else None,
        "std": math.sqrt(tally.squares / tally.known) if known else None,
    }


def levels_in(tally: Tally, kind: str, levels: list[str]) -> Spread:
    """Return the spread of a flag or category whose tally it is, over these levels."""
    return {"kind": kind, "levels": levels, **_counted(tally.counts)}


def level_spread(values: "pd.Series[Any]", kind: str, levels: list[str]) -> Spread:
    """Return the spread of a flag or category, (n,), over these levels."""
    return levels_in(tally_of_levels(values, kind, levels), kind, levels)


def _spread(values: "pd.Series[Any]", contract: Contract, name: str) -> Spread:
    column = contract[name]
    if column.kind == "numeric":
        return number_spread(values.to_numpy(dtype=np.float64))
    return level_spread(values, column.kind, levels_of(column))


def _counted(counts: IntArray) -> Spread:
    total = max(int(counts.sum()), 1)
    return {
        "counts": [int(count) for count in counts],
        "shares": [round(int(count) / total, 6) for count in counts],
    }
