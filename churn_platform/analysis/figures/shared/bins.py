"""Bins of durations, with conventional widths."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

MAX_BINS: Final = 25
# Other units, longer times and fractions take 1, 2 or 5 times a power of ten.
_WIDTHS: Final[dict[str, tuple[int, ...]]] = {
    "days": (1, 7, 14, 30, 90, 180, 365),
    "weeks": (1, 2, 4, 13, 26, 52),
    "months": (1, 2, 3, 6, 12, 24, 60, 120),
}
_ROUNDING: Final = 1e-9  # 0.3 / 0.1 is a little less than 3
_Floats = npt.NDArray[np.float64]


def bins_of(values: _Floats, width: float) -> _Floats:
    """Return the number of each value's bin, (n,); bin 0 starts at 0."""
    return np.floor(values / width + _ROUNDING)


def bin_width(values: _Floats, unit: str, is_whole: bool) -> float:
    """Return the least usual width with which the values, (n,), n > 0, fill at most 25 bins.

    `unit` is that of the values; of whole numbers the width is a whole number.
    """
    ends = np.array([values.min(), values.max()])
    least = float(ends[1] - ends[0]) / MAX_BINS or 1.0
    power = math.floor(math.log10(least))
    round_ones = [m * 10.0**p for p in range(power, power + 3) for m in (1, 2, 5)]
    usual = _WIDTHS.get(unit.casefold(), (1,))
    widths = sorted({*usual, *(w for w in round_ones if not usual[0] <= w <= usual[-1])})
    fitting = (width for width in widths if np.ptp(bins_of(ends, width)) < MAX_BINS)
    return next(width for width in fitting if width >= 1 or not is_whole)
