"""How a feature has changed, in words."""

import math
from typing import Any, Final

from churn_platform.analysis.checks.wording import percent
from churn_platform.analysis.monitoring.binning import MISSING, OTHER

Spread = dict[str, Any]
_LONGEST: Final = 30


def shift_in_words(before: Spread, now: Spread) -> str:
    """Return what changed most, such as "mean 32.4 -> 45.1" or "Fiber optic 44% -> 61%".

    Of a number it is the mean, with the standard deviation (sd) where that moved more, and the
    share of missing values where it moved by a percentage point. Of a flag or category it is the
    level whose share changed most, cut to 30 signs. Both spreads are of the same bins.
    """
    return _of_number(before, now) if before["kind"] == "numeric" else _of_levels(before, now)


def number_in_words(value: float) -> str:
    """Return a number with three significant digits, and all digits before the point."""
    if not value:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def _of_number(before: Spread, now: Spread) -> str:
    said = []
    if before["mean"] is None or now["mean"] is None:
        said += ["no value before" if before["mean"] is None else "no value now"]
    else:
        said += [_change("mean", before["mean"], now["mean"])]
        if abs(now["std"] - before["std"]) > abs(now["mean"] - before["mean"]):
            said += [_change("sd", before["std"], now["std"])]
    old, new = before["shares"][-1], now["shares"][-1]
    if abs(new - old) >= 0.01:
        said += [f"missing {percent(old)} -> {percent(new)}"]
    return ", ".join(said)


def _change(what: str, old: float, new: float) -> str:
    return f"{what} {number_in_words(old)} -> {number_in_words(new)}"


def _of_levels(before: Spread, now: Spread) -> str:
    names = [*before["levels"], OTHER, MISSING]
    pairs = list(zip(names, before["shares"], now["shares"], strict=True))
    # rounded, so that "Yes" is named where "No" lost what it won
    name, old, new = max(pairs, key=lambda pair: round(abs(pair[2] - pair[1]), 5))
    name = name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"
    return f"{name} {percent(old)} -> {percent(new)}"
