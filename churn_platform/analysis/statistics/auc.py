"""The area under the ROC curve."""

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[Any]


def rank_auc(scores: Numbers, left: Counts, stayed: Counts) -> float:
    """Return the share of pairs, of one who left and one who stayed, where the first scores higher.

    A tie counts one half, so this is the area under the ROC curve: Hanley & McNeil, "The meaning
    and use of the area under a ROC curve", Radiology 143 (1982), by the statistic of Mann & Whitney
    (1947). Neither class may be empty.

    Args:
        scores: finite, in any order, equal ones allowed, (n,).
        left: how many of each score left, (n,).
        stayed: how many of each score stayed, (n,).
    """
    places = np.unique(scores, return_inverse=True)[1]
    churned, stayers = np.bincount(places, left), np.bincount(places, stayed)
    lower = np.cumsum(stayers) - stayers
    return float(churned @ (lower + stayers / 2) / (churned.sum() * stayers.sum()))
