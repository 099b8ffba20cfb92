"""Did as many customers leave as predicted: observed over expected, and its interval."""

from typing import Any, Final

from churn_platform.analysis.observed import observed_over_expected
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
"""A tenth more or less churn than predicted changes no campaign, and a model trained on a few
thousand customers knows the churn rate itself only to within some percent."""


def outcome_of(quality: Document) -> Document:
    """Return how many left and how many were expected to, and the ratio with its 99% interval.

    `leavers`, how many churned; `expected_leavers`, the sum of their probabilities;
    `observed_over_expected`, see there, and the ends of its interval, `observed_over_expected_low`
    and `..._high`. All are None without customers, and the last three if none is expected to leave.

    Args:
        quality: `customers`, `mean_predicted` and `observed_share`, as `quality_of` returns them.
    """
    n = quality["customers"]
    if not n:
        return dict.fromkeys(COUNTS + RATIOS)
    churned, mean = round(quality["observed_share"] * n), quality["mean_predicted"]
    ratios = observed_over_expected(churned, n, mean, LEVEL) or (None,) * len(RATIOS)
    return dict(zip(COUNTS + RATIOS, (churned, mean * n, *ratios), strict=True))


def as_expected(quality: Document) -> bool:
    """Whether predictions and outcomes agree, as far as these customers can tell.

    They do not if the interval of observed over expected lies outside of 1/1.1 to 1.1 as a whole.
    Of predictions that are right not one batch in a hundred is beyond it, however few its customers
    are, and hardly any is where they are more than a few hundred.
    """
    _, low, high = (outcome_of(quality)[name] for name in RATIOS)
    return low is None or (low <= TOLERATED and high >= 1 / TOLERATED)


def outcome_in_words(quality: Document) -> str:
    """Return how many were expected to leave and how many left: customers first, then shares.

    Args:
        quality: as for `outcome_of`, of at least one customer.
    """
    found = outcome_of(quality)
    shares = " and ".join(share(quality[name], 2) for name in ("mean_predicted", "observed_share"))
    text = (
        f"expected {expected(found['expected_leavers'])}, {found['leavers']:,} left"
        f" ({shares} of {counted(quality['customers'], 'customer')})"
    )
    if found["observed_over_expected"] is None:
        return text
    ratio, low, high = (number(found[name], 2) for name in RATIOS)
    return f"{text}; observed over expected {ratio}, {LEVEL:.0%} interval {low} to {high}"
