"""Adjust a customer's own total when its factors change."""

import math
from collections.abc import Mapping


def moved_total(
    total: float, before: Mapping[str, float], after: Mapping[str, float], time: str | None
) -> float | None:
    """Return a customer's total with changed factors; None if it cannot be adjusted.

    A total includes more than the plain product, such as earlier prices, credits and partial
    months, so it is adjusted rather than replaced by the product:

    - A change of the rate, the product of all factors but the time, scales it: with a monthly
      charge that is 10% higher it is 10% higher, as of a customer who paid that from the start.
    - Each further month adds the new rate: one more monthly charge.
    - Fewer months leave their share of it: half of the tenure leaves half of the total.

    So factors that did not change leave it exactly as it is, a time of 0 leaves 0, and no total
    above 0 falls below it. Without a time among the factors, all of them are the rate. It cannot be
    moved if the rate was 0 or less, or if the time is below 0.

    Args:
        total: before, in any unit.
        before: the factors by name, before.
        after: the same factors after.
        time: the factor that is the time, such as the tenure; None if none of them is.
    """
    old, new = (
        math.prod(value for name, value in factors.items() if name != time)
        for factors in (before, after)
    )
    earlier, later = (0.0, 0.0) if time is None else (before[time], after[time])
    if old <= 0 or later < 0:
        return None
    scaled = total if new == old else total * new / old
    if later >= earlier:
        return scaled + (later - earlier) * new
    return scaled * later / earlier
