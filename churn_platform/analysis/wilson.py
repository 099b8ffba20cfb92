"""The interval of a share."""

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
