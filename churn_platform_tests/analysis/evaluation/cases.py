"""Made customers that several test files share."""

import numpy as np

from churn_platform.analysis.statistics.ranking import FloatArray, IntArray

# Ten customers with two ties; four churners.
Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0])
P = np.array([0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.5, 0.3, 0.2, 0.1])


def customers(n: int, seed: int) -> tuple[IntArray, FloatArray]:
    """Return labels and probabilities in steps of 0.01, so with many ties."""
    draw = np.random.default_rng(seed)
    y = (draw.random(n) < 0.3).astype(np.int64)
    noise = 0.3 + 0.2 * y + 0.2 * draw.standard_normal(n)
    return y, np.clip(noise, 0.01, 0.99).round(2).astype(np.float64)
