"""The intervals of a share, and of the difference of two."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Z: Final = 1.959963984540054  # two-sided 95% of the normal distribution


def wilson_interval(
    hits: ArrayLike, trials: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds of the 95% score interval of shares, each of the shape of its arguments.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", without
    continuity correction: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Without a hit the
    lower bound is 0, and without a miss the upper one 1, exactly: a rounding error would put the
    share itself outside.

    Raises:
        ValueError: there are no trials, or more hits than trials.
    """
    h, n = np.asarray(hits, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if not ((h >= 0) & (h <= n) & (n >= 1)).all():
        found = f"found {hits!r} hits of {trials!r} trials"
        raise ValueError(f"{found}; expected 1 trial, 0 to all hits")
    share, square = h / n, _Z**2 / n
    half = np.sqrt(square * share * (1 - share) + square**2 / 4)
    middle, scale = share + square / 2, 1 + square
    low, high = (middle - half) / scale, (middle + half) / scale
    return np.where(h == 0, 0.0, low), np.where(h == n, 1.0, high)


def newcombe_interval(hits: int, trials: int, others: int, of: int) -> tuple[float, float]:
    """Return the bounds of the 95% interval of hits / trials less others / of, independent shares.

    Newcombe (1998), "Interval estimation for the difference between independent proportions",
    method 10: with Wilson's bounds l and u of both shares p, the difference d = p1 - p2 lies from
    d - sqrt((p1 - l1)² + (u2 - p2)²) to d + sqrt((u1 - p1)² + (p2 - l2)²).

    Raises:
        ValueError: as `wilson_interval`.
    """
    (low, other_low), (high, other_high) = wilson_interval([hits, others], [trials, of])
    share, other = hits / trials, others / of
    below = np.hypot(share - low, other_high - other)
    above = np.hypot(high - share, other - other_low)
    return float(share - other - below), float(share - other + above)
