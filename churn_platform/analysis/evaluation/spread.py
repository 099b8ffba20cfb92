"""Cross-validation: how metrics vary with other training and test customers."""

from typing import Any, Final

import numpy as np
import pandas as pd

from churn_platform.analysis.evaluation.weighted import unweighted_scores
from churn_platform.analysis.statistics.ranking import rank

SPREAD_OF: Final = ("roc_auc", "average_precision", "brier", "log_loss")


def cross_validated(out_of_fold: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return mean and sample standard deviation of each score over the fits, and their number.

    A fit is one fold of one repeat. Folds where a score is not defined are left out; the mean of
    no fold, and the deviation of fewer than two, is None. The folds of a repeat share training
    rows, so the deviation over the fits understates the uncertainty of the mean's estimate
    (Bengio, Grandvalet 2004).

    Args:
        out_of_fold: `repeat`, `fold`, `target` and `probability` of the training customers.

    Raises:
        ValueError: as `rank`.
    """
    fits = [
        unweighted_scores(rank(rows["target"].to_numpy(), rows["probability"].to_numpy()))
        for _, rows in out_of_fold.groupby(["repeat", "fold"], sort=True)
    ]
    return {name: _spread([fit[name] for fit in fits]) for name in SPREAD_OF}


def _spread(values: list[float | None]) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    return {
        "mean": float(np.mean(known)) if known else None,
        "sd": float(np.std(known, ddof=1)) if len(known) > 1 else None,
        "fits": len(known),
    }
