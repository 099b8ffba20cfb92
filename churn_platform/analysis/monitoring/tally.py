"""How the values of one feature are spread over bins, counted part of a table by part."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from churn_platform.analysis.monitoring.binning import IntArray, level_counts, number_counts

Spread = dict[str, Any]
"""`kind`, `edges` or `levels` (which are its bins), `counts`, `shares`; see `reference_of`."""


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


def tally_of(values: "pd.Series[Any]", bins: Spread) -> Tally:
    """Return the tally of a feature's values, (n,), NaN or None for missing, over these bins."""
    if bins["kind"] != "numeric":
        return Tally(level_counts(values, bins["kind"], bins["levels"]))
    numbers = values.to_numpy(dtype=np.float64)
    known, counts = numbers[~np.isnan(numbers)], number_counts(numbers, bins["edges"])
    if not len(known):
        return Tally(counts)
    return Tally(counts, len(known), float(known.mean()), float(known.var() * len(known)))


def spread_in(tally: Tally, bins: Spread) -> Spread:
    """Return the spread over these bins, or those of another spread, of the values of a tally."""
    total, known = max(int(tally.counts.sum()), 1), tally.known > 0
    spread: Spread = {
        **{name: bins[name] for name in ("kind", "edges", "levels") if name in bins},
        "counts": [int(count) for count in tally.counts],
        "shares": [round(int(count) / total, 6) for count in tally.counts],
    }
    if bins["kind"] == "numeric":
        spread["mean"] = tally.mean if known else None
        spread["std"] = math.sqrt(tally.squares / tally.known) if known else None
    return spread


def spread_of(values: "pd.Series[Any]", bins: Spread) -> Spread:
    """Return the spread of a feature's values, (n,), over these bins."""
    return spread_in(tally_of(values, bins), bins)
