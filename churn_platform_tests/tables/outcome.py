"""Who leaves, by a logistic rule."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def leavers(
    rng: np.random.Generator, effects: Sequence[npt.NDArray[np.number]], share: float
) -> npt.NDArray[np.bool_]:
    """Draw who leaves: the share whose log-odds, the sum of the effects, plus noise are highest.

    The latent-variable form of a logistic model (McFadden 1974), its intercept set by the share.
    """
    odds = np.sum(effects, axis=0) + rng.logistic(size=len(effects[0]))
    left: npt.NDArray[np.bool_] = odds > np.quantile(odds, 1 - share)
    return left


def standard(values: npt.NDArray[np.number]) -> Numbers:
    """Return values with mean 0 and variance 1."""
    scaled: Numbers = (values - values.mean()) / values.std()
    return scaled
