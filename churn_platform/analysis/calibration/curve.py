"""Reliability: do 30 of 100 customers with a predicted 30% churn?"""

from typing import Any, Final

import numpy as np

from churn_platform.analysis.statistics.ranking import FloatArray, IntArray
from churn_platform.analysis.wilson import wilson_interval

BINS: Final = 10


def bin_of(probability: FloatArray, bins: int = BINS) -> IntArray:
    """Return each probability's bin of equal width, 0 to bins - 1, (n_customers,).

    A bin includes its upper end but not its lower one; the first includes 0.
    """
    edges = np.arange(1, bins) / bins
    return np.searchsorted(edges, probability, side="left").astype(np.int64)


def expected_calibration_error(
    y_true: IntArray, probability: FloatArray, bins: int = BINS
) -> float:
    """Return the mean over customers of |observed rate - predicted mean| of their bin, 0 to 1.

    Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks, eq. 3, for the
    probability of leaving in bins of equal width.

    Args:
        y_true: 0 or 1, (n_customers,), n_customers > 0.
        probability: of 1, (n_customers,).
        bins: how many bins 0 to 1 is divided into.
    """
    gaps = np.bincount(bin_of(probability, bins), weights=y_true - probability, minlength=bins)
    return float(np.abs(gaps).sum() / len(y_true))


def reliability(
    y_true: IntArray, probability: FloatArray, bins: int = BINS
) -> list[dict[str, Any]]:
    """Return one record per bin of equal width, in ascending order.

    `low` and `high` are the bin's ends, `customers` their number, `predicted` their mean
    probability, `observed` their churn rate, with its 95% interval `observed_low` and
    `observed_high`. The last four are None in a bin without customers.
    """
    places = bin_of(probability, bins)
    customers = np.bincount(places, minlength=bins)
    left = np.bincount(places, weights=y_true, minlength=bins)
    total = np.bincount(places, weights=probability, minlength=bins)
    return [
        {"low": place / bins, "high": (place + 1) / bins, "customers": int(n)}
        | _observed(int(left[place]), int(n), float(total[place]))
        for place, n in enumerate(customers)
    ]


def _observed(left: int, customers: int, total: float) -> dict[str, float | None]:
    if not customers:
        return dict.fromkeys(("predicted", "observed", "observed_low", "observed_high"))
    low, high = (float(bound) for bound in wilson_interval(left, customers))
    return {
        "predicted": total / customers,
        "observed": left / customers,
        "observed_low": low,
        "observed_high": high,
    }
