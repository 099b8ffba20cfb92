"""How good the predictions of the serving model were, once it is known who left."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics as sk

from churn_platform.analysis.monitoring.outcome import COUNTS, RATIOS, outcome_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def quality_of(y: IntArray, probability: FloatArray) -> dict[str, Any]:
    """Return scores of the predictions of customers on which the model was not trained.

    `customers`, their number; `roc_auc`, `average_precision`, `brier`; `mean_predicted` and
    `observed_share`, both 0 to 1; `standard_error` of the observed share if the probabilities are
    right, sqrt(Σ p (1 - p)) / n; and what `outcome_of` returns. What is
    undefined is None, and `undefined` has its reason by name.

    Args:
        y: 0 or 1, of the labelled customers only, (n_customers,), n = 0 allowed.
        probability: of class 1, (n_customers,).

    Raises:
        ValueError: the lengths differ.
    """
    if len(y) != len(probability):
        raise ValueError(f"found {len(y):,} labels and {len(probability):,} probabilities")
    variance = float(np.sum(probability * (1 - probability)))
    scores: dict[str, Callable[[], Any]] = {
        "roc_auc": lambda: sk.roc_auc_score(y, probability),
        "average_precision": lambda: sk.average_precision_score(y, probability),
        "brier": lambda: sk.brier_score_loss(y, probability),
        "mean_predicted": lambda: probability.mean(),
        "observed_share": lambda: y.mean(),
        "standard_error": lambda: math.sqrt(variance) / len(y),
    }
    undefined = _undefined(y, [*scores, *COUNTS, *RATIOS])
    found = {
        "customers": len(y),
        **{name: None if name in undefined else float(score()) for name, score in scores.items()},
    }
    found |= outcome_of(found)
    if len(y) and not found["mean_predicted"]:
        undefined |= dict.fromkeys(RATIOS, "nobody is expected to leave")
    return found | {"undefined": undefined}


def _undefined(y: IntArray, names: list[str]) -> dict[str, str]:
    if not len(y):
        return dict.fromkeys(names, "no labelled customer on whom the model was not trained")
    if len(np.unique(y)) < 2:
        reason = "all customers left" if y[0] else "no customer left"
        return dict.fromkeys(("roc_auc", "average_precision"), reason)
    return {}
