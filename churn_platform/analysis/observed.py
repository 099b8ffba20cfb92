"""Observed over expected: did as many customers leave as their probabilities say."""

from typing import NamedTuple

from scipy.special import betaincinv


class Estimate(NamedTuple):
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float


def observed_over_expected(left: int, customers: int, mean: float, level: float) -> Estimate | None:
    """Return those who left over those expected to; None if nobody is expected to leave.

    It is 1 for probabilities that are right on the whole, and above it if more left: Debray et al.
    (2017), "A guide to systematic review and meta-analysis of prediction model performance", BMJ
    356:i6460. The interval is the exact one of the observed share (Clopper and Pearson, 1934, "The
    use of confidence or fiducial limits illustrated in the case of the binomial") over the mean
    probability. Customers whose probabilities differ vary less in number than equal ones do, so it
    holds the truth in at least `level` of all samples, however small they are.

    Args:
        left: how many left, 0 to `customers`.
        customers: of known outcome, at least 1.
        mean: their mean probability to leave, 0 to 1.
        level: of the interval, such as 0.95.
    """
    if not mean:
        return None
    tail = (1 - level) / 2
    low = float(betaincinv(left, customers - left + 1, tail)) if left else 0.0
    high = float(betaincinv(left + 1, customers - left, 1 - tail)) if left < customers else 1.0
    return Estimate(left / customers / mean, low / mean, high / mean)
