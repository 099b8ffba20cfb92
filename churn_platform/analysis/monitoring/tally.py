"""The values of one feature counted by bin, part of a table by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.monitoring.binning import (
    FloatArray,
    IntArray,
    level_counts,
    number_counts,
)


@dataclass(frozen=True)
class Tally:
    """Counts by bin, and of numbers what their mean and variance follow from; tallies add up.

    Attributes:
        counts: by bin, (n_bins,).
        known: how many numbers are known.
        mean: of those.
        squares: the sum of their squared distances from the mean.
    """

    counts: IntArray
    known: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the tally of both; Chan, Golub and LeVeque (1979) for mean and squares."""
        known = self.known + other.known
        apart, share = other.mean - self.mean, other.known / max(known, 1)
        return Tally(
            self.counts + other.counts,
            known,
            self.mean + apart * share,
            self.squares + other.squares + apart**2 * self.known * share,
        )


def tally_of_numbers(values: FloatArray, edges: Sequence[float]) -> Tally:
    """Return the tally of numbers, (n,), NaN for missing, by these edges."""
    known = values[~np.isnan(values)]
    counts = number_counts(values, edges)
    if not len(known):
        return Tally(counts)
    return Tally(counts, len(known), float(known.mean()), float(known.var() * len(known)))


def tally_of_levels(values: "pd.Series[Any]", kind: str, levels: Sequence[str]) -> Tally:
    """Return the tally of a flag or category, (n,), over these levels."""
    return Tally(level_counts(values, kind, levels))
