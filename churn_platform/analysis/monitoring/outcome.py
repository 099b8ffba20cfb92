"""Did as many customers leave as predicted: observed over expected, and its interval."""

from typing import Any, Final

from scipy.special import betaincinv

from churn_platform.wording import counted, expected, number, share

Document = dict[str, Any]

COUNTS: Final = ("leavers", "expected_leavers")
RATIOS: Final = (
    "observed_over_expected",
    "observed_over_expected_low",
    "observed_over_expected_high",
)
LEVEL: Final = 0.99
TOLERATED: Final = 1.1
"""A tenth more or fewer leavers than predicted changes no campaign, and a model that was trained on
a few thousand customers knows the share of leavers no better than within some percent itself."""


def observed_over_expected(quality: Document) -> Document:
    """Return how many left and how many were expected to, and the ratio with its 99% interval.

    `leavers`, how many left; `expected_leavers`, the sum of their probabilities;
    `observed_over_expected`, 1 for a model that is right on the whole, above it if more left; and
    the ends of its interval, `observed_over_expected_low` and `..._high`. All are None without
    customers, and the last three if none is expected to leave.

    The interval is the exact one of the observed share (Clopper and Pearson, 1934, "The use of
    confidence or fiducial limits illustrated in the case of the binomial") over the mean
    probability. Customers whose probabilities differ vary less in number than equal ones do, so it
    holds the truth in at least 99 of 100 samples. The ratio is that of Debray et al. (2017), "A
    guide to systematic review and meta-analysis of prediction model performance", BMJ 356:i6460.

    Args:
        quality: `customers`, `mean_predicted` and `observed_share`, as `quality_of` returns them.
    """
    n = quality["customers"]
    if not n:
        return dict.fromkeys(COUNTS + RATIOS)
    leavers, mean = round(quality["observed_share"] * n), quality["mean_predicted"]
    found: Document = {"leavers": leavers, "expected_leavers": mean * n}
    if not mean:
        return found | dict.fromkeys(RATIOS)
    tail = (1 - LEVEL) / 2
    low = betaincinv(leavers, n - leavers + 1, tail) if leavers else 0.0
    high = betaincinv(leavers + 1, n - leavers, 1 - tail) if leavers < n else 1.0
    ratios = (leavers / n / mean, float(low) / mean, float(high) / mean)
    return found | dict(zip(RATIOS, ratios, strict=True))


def as_expected(quality: Document) -> bool:
    """Whether predictions and outcomes agree, as far as these customers can tell.

    They do not if the interval of observed over expected lies outside of 1/1.1 to 1.1 as a whole.
    Of predictions that are right not one batch in a hundred is beyond it, however few its customers
    are, and hardly any is where they are more than a few hundred.
    """
    _, low, high = (observed_over_expected(quality)[name] for name in RATIOS)
    return low is None or (low <= TOLERATED and high >= 1 / TOLERATED)


def outcome_in_words(quality: Document) -> str:
    """Return how many were expected to leave and how many left: customers first, then shares.

    Args:
        quality: as for `observed_over_expected`, of at least one customer.
    """
    found = observed_over_expected(quality)
    shares = " and ".join(share(quality[name], 2) for name in ("mean_predicted", "observed_share"))
    text = (
        f"expected {expected(found['expected_leavers'])}, {found['leavers']:,} left"
        f" ({shares} of {counted(quality['customers'], 'customer')})"
    )
    if found["observed_over_expected"] is None:
        return text
    ratio, low, high = (number(found[name], 2) for name in RATIOS)
    return f"{text}; observed over expected {ratio}, {LEVEL:.0%} interval {low} to {high}"
