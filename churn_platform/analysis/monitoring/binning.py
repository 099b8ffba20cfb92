"""Bin a feature's values: numbers by deciles, flags and categories by value.

In every list of counts the last bin is "missing".
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from churn_platform.config.contracts.column import Column

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MISSING: Final = "(missing)"
OTHER: Final = "(other values)"
_BINS: Final = 10
_FLAG_LEVELS: Final[dict[str, int]] = {"Yes": 1, "No": 0}


def decile_edges(values: FloatArray) -> list[float]:
    """Return the inner edges of the bins of these finite values, (n,), rising; at most 9.

    An edge belongs to the bin below it, and is a value that occurs: a tenth of the values, as near
    as ties allow, is in each bin. Of at most ten distinct values each has a bin of its own, with
    edges half way between them. The outer bins are open.
    """
    distinct = np.unique(values)
    if len(distinct) <= _BINS:
        return [float(edge) for edge in (distinct[:-1] + distinct[1:]) / 2]
    levels = np.arange(1, _BINS) / _BINS
    return [float(edge) for edge in np.unique(np.quantile(values, levels, method="inverted_cdf"))]


def number_counts(values: FloatArray, edges: Sequence[float]) -> IntArray:
    """Return how many values are in each bin, (n_edges + 2,); NaN is counted in the last."""
    missing = np.isnan(values)
    places = np.searchsorted(np.asarray(edges, dtype=np.float64), values[~missing], side="left")
    return np.append(np.bincount(places, minlength=len(edges) + 1), missing.sum()).astype(np.int64)


def levels_of(column: Column) -> list[str]:
    """Return the values of a flag, as words, or of a category, in the contract's order."""
    return list(_FLAG_LEVELS) if column.kind == "flag" else list(column.values)


def level_counts(values: "pd.Series[Any]", kind: str, levels: Sequence[str]) -> IntArray:
    """Return how many values are at each level, (n_levels + 2,): the last are others and missing.

    Args:
        values: 0 and 1 for a flag, texts for a category, (n,).
        kind: "flag" or "category".
        levels: as `levels_of` gives them.
    """
    keys: list[Any] = [_FLAG_LEVELS[level] for level in levels] if kind == "flag" else list(levels)
    found = values.value_counts()  # of a categorical each of its values, which need not be all keys
    counts = found.set_axis(found.index.astype(object)).reindex(keys, fill_value=0).to_numpy()
    known = int(found.sum())
    return np.append(counts, [known - counts.sum(), len(values) - known]).astype(np.int64)
