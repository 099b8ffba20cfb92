"""Totals: numeric columns that are about the product of two others, such as total charges."""

from collections.abc import Mapping
from itertools import combinations
from typing import Final

import numpy as np

from churn_platform.sources.drafting.facts.column import Facts, Numbers
from churn_platform.sources.drafting.facts.guess import Guess, share

_TOTALS: Final = {"total", "lifetime", "sum", "cumulative", "overall"}
_TOLERANCE: Final = 0.05
_MAX_FACTORS: Final = 40


def guess_product(total: Facts, others: Mapping[str, Facts]) -> tuple[str, str] | None:
    """Return our names for the two numeric columns whose product is about equal to a total.

    About equal: the median relative error is below 5 %, and neither factor alone is as close.
    `others` are the numeric columns by our names; a total is never a factor.
    """
    if not is_total(total):
        return None
    factors = [name for name, facts in others.items() if not is_total(facts)][:_MAX_FACTORS]
    alone = {name: _error(total.numbers, others[name].numbers) for name in factors}
    best, least = None, _TOLERANCE
    for one, other in combinations(factors, 2):
        if min(alone[one], alone[other]) < _TOLERANCE:
            continue
        with np.errstate(over="ignore"):
            product = others[one].numbers * others[other].numbers
        if (error := _error(total.numbers, product)) < least:
            best, least = (one, other), error
    return best


def is_total(facts: Facts) -> bool:
    """Return whether a column is named like a total."""
    return bool(_TOTALS & set(facts.words))


def describe_product(guess: Guess, total: Facts, factors: Mapping[str, Facts]) -> None:
    """Record the product, and fill blanks with it if a factor is 0 in one of them."""
    guess.keys["product_of"] = list(factors)
    guess.notes.append(f"about {' x '.join(factors)}")
    zero = np.any([facts.numbers == 0 for facts in factors.values()], axis=0)
    if new := int((np.isnan(total.numbers) & zero).sum()):
        guess.keys["blank"] = "product"
        guess.notes = [note for note in guess.notes if "are blank" not in note]
        rows = share(total.missing, total.rows)
        guess.notes.append(
            f"{rows} are blank, {new:,} of them with a factor of 0: the product is used"
        )


def _error(numbers: Numbers, estimate: Numbers) -> float:
    """Return the median relative error where both are known and the estimate is above 0."""
    known = np.isfinite(numbers) & np.isfinite(estimate)
    known[known] = estimate[known] > 0
    if not known.any():
        return np.inf
    with np.errstate(over="ignore"):
        errors = np.abs(numbers[known] - estimate[known]) / estimate[known]
    return float(np.median(errors))
