"""What later batches are compared with: how the features and scores of known rows are spread."""

from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.errors import DataError
from churn_platform.analysis.monitoring.binning import FloatArray, decile_edges, levels_of
from churn_platform.analysis.monitoring.tally import Spread, spread_of
from churn_platform.config.contracts.column import Column
from churn_platform.config.contracts.contract import Contract


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
    scores = pd.Series(np.asarray(probability, dtype=np.float64))
    return {
        "rows": len(rows),
        "features": {
            name: spread_of(rows[name], _bins(rows[name], contract[name]))
            for name in contract.features
        },
        "score": spread_of(scores, _number_bins(scores)),
    }


def _bins(values: "pd.Series[Any]", column: Column) -> Spread:
    if column.kind == "numeric":
        return _number_bins(values)
    return {"kind": column.kind, "levels": levels_of(column)}


def _number_bins(values: "pd.Series[Any]") -> Spread:
    numbers = values.to_numpy(dtype=np.float64)
    return {"kind": "numeric", "edges": decile_edges(numbers[~np.isnan(numbers)])}
