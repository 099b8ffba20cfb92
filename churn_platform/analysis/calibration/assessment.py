"""Assess calibration: in total, over the range, and compared with chance."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import expit, logit, ndtri

from churn_platform.analysis.calibration.curve import BINS, bin_of
from churn_platform.analysis.observed import Estimate, observed_over_expected
from churn_platform.analysis.statistics.ranking import FloatArray, IntArray

MANY: Final = 10_000
"""Number of customers above which the sums of the bins are drawn from normal distributions."""
_CELLS: Final = 250_000  # of one block of draws
_LEAST: Final = float(np.finfo(np.float64).eps)  # clips as the log loss does
_LEVEL: Final = 0.95
_Z: Final = float(ndtri((1 + _LEVEL) / 2))
_SEPARATED: Final = "the probabilities separate those who left from those who stayed"
_ONE_CLASS: Final = "only one class present in the test rows"


def calibration_of(
    y_true: IntArray, probability: FloatArray, samples: int, seed: int
) -> dict[str, Any]:
    """Return measures of calibration, each with `value`, `low` and `high`.

    `ece_if_calibrated` has `mean`, `low` and `high`, see `error_if_calibrated`. What has no value
    is None, with the reason in `undefined`.

    Args:
        y_true: 0 or 1, (n_customers,), n_customers > 0.
        probability: of 1, (n_customers,).
        samples: number of outcomes drawn per customer.
        seed: of the draws.
    """
    left, mean = int(y_true.sum()), float(probability.mean())
    found = {
        "observed_over_expected": observed_over_expected(left, len(y_true), mean, _LEVEL),
        "slope": calibration_slope(y_true, probability),
        "intercept": calibration_intercept(y_true, probability),
    }
    nothing = dict.fromkeys(Estimate._fields)
    one_class = len(np.unique(y_true)) < 2
    reasons = {
        "observed_over_expected": "every probability is 0",
        "slope": _ONE_CLASS if one_class else _SEPARATED,
        "intercept": _ONE_CLASS,
    }
    return {
        "ece_if_calibrated": error_if_calibrated(probability, samples, seed),
        **{name: one._asdict() if one else nothing for name, one in found.items()},
        "undefined": {name: reasons[name] for name, one in found.items() if one is None},
    }


def calibration_intercept(y_true: IntArray, probability: FloatArray) -> Estimate | None:
    """Return the calibration intercept: how much all log-odds are too low, at slope 1.

    The maximum likelihood estimate of a in logit P(leaves) = a + logit p, with Wald's interval:
    calibration in the large. Cox (1958), Two Further Applications of a Model for Binary Regression,
    Biometrika 45; Steyerberg (2019), Clinical Prediction Models, 15.2.
    """
    x, left = _log_odds(probability), float(y_true.sum())
    if not 0 < left < len(y_true):
        return None
    maximum = float(np.abs(x).max()) + np.log(len(x)) + 1  # this far out everybody churns or stays
    value = float(brentq(lambda a: expit(x + a).sum() - left, -maximum, maximum, xtol=1e-12))
    p = expit(x + value)
    half = _Z / float(np.sqrt((p * (1 - p)).sum()))
    return Estimate(value, value - half, value + half)


def calibration_slope(y_true: IntArray, probability: FloatArray) -> Estimate | None:
    """Return the calibration slope of the log-odds: 1 if calibrated, less if too extreme.

    The maximum likelihood estimate of b in logit P(leaves) = a + b logit p, a being free, with
    Wald's interval; see `calibration_intercept`. None where there is no such estimate: the classes
    do not overlap in p (Albert and Anderson 1984), or there is one only.
    """
    x = _log_odds(probability)
    left, stayed = x[y_true == 1], x[y_true == 0]
    if not len(left) or not len(stayed):
        return None
    if left.min() >= stayed.max() or stayed.min() >= left.max():
        return None
    scale = float(x.std())
    design = np.column_stack([np.ones(len(x)), (x - x.mean()) / scale])

    def loss(b: FloatArray) -> tuple[float, FloatArray]:
        z = design @ b
        return float((np.logaddexp(0, z) - y_true * z).mean()), (expit(z) - y_true) @ design / len(
            x
        )

    def hessian(b: FloatArray) -> FloatArray:
        p = expit(design @ b)
        information: FloatArray = (design.T * (p * (1 - p))) @ design / len(x)
        return information

    best = minimize(loss, np.zeros(2), jac=True, hess=hessian, method="trust-exact", tol=1e-9).x
    error = float(np.sqrt(np.linalg.inv(hessian(best) * len(x))[1, 1]))
    value, half = float(best[1]) / scale, _Z * error / scale
    return Estimate(value, value - half, value + half)


def _log_odds(probability: FloatArray) -> FloatArray:
    log_odds: FloatArray = logit(np.clip(probability, _LEAST, 1 - _LEAST))
    return log_odds


def error_if_calibrated(probability: FloatArray, samples: int, seed: int) -> dict[str, float]:
    """Return the calibration error by chance alone: `mean`, and 95% from `low` to `high`.

    Outcomes are drawn from the probabilities, so that these are calibrated, and their expected
    calibration errors computed: the consistency resampling of Bröcker and Smith (2007), Increasing
    the Reliability of Reliability Diagrams. The error is never negative, so it is well above 0 for
    few customers, and its bootstrap is biased upwards: it has no interval of its own.

    Args:
        probability: (n_customers,), n_customers > 0.
        samples: number of outcomes drawn per customer.
        seed: of the draws.
    """
    p = np.sort(probability)
    starts = np.append(0, np.flatnonzero(np.diff(bin_of(p, BINS))) + 1)
    draw = np.random.default_rng(seed)
    gaps = _normal if len(p) > MANY else _drawn
    errors = np.concatenate(
        [np.abs(block).sum(axis=1) / len(p) for block in gaps(p, starts, samples, draw)]
    )
    low, high = np.quantile(errors, [0.025, 0.975])
    return {"mean": float(errors.mean()), "low": float(low), "high": float(high)}


def _drawn(
    p: FloatArray, starts: IntArray, samples: int, draw: np.random.Generator
) -> Iterator[FloatArray]:
    """Yield blocks of churned minus expected customers per bin, (n_block, n_bins)."""
    expected, maximum = np.add.reduceat(p, starts), max(_CELLS // len(p), 1)
    for first in range(0, samples, maximum):
        leave = draw.random((min(maximum, samples - first), len(p))) < p
        yield np.add.reduceat(leave, starts, axis=1, dtype=np.float64) - expected


def _normal(
    p: FloatArray, starts: IntArray, samples: int, draw: np.random.Generator
) -> Iterator[FloatArray]:
    """Yield the same by the central limit theorem; bins of few customers have little weight."""
    deviation = np.sqrt(np.add.reduceat(p * (1 - p), starts))
    yield draw.standard_normal((samples, len(starts))) * deviation
