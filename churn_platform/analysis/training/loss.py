"""The log loss of each customer."""

import numpy as np
from numpy.typing import NDArray

_LEAST = 1e-15


def log_losses(y: NDArray[np.int64], probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return minus the logarithm of the probability that was given to what happened, (n,).

    Probabilities are kept 1e-15 away from 0 and 1, so that no loss is infinite.
    """
    safe = np.clip(probability, _LEAST, 1 - _LEAST)
    losses: NDArray[np.float64] = -np.log(np.where(y == 1, safe, 1 - safe))
    return losses
