"""Compare two models."""

from collections.abc import Mapping
from typing import Any, Final

from churn_platform.analysis.evaluation.intervals import Bootstrap

HEADLINE: Final = (
    "roc_auc",
    "average_precision",
    "brier",
    "log_loss",
    "ece",
    "f1",
    "precision",
    "recall",
    "accuracy",
    "lift_top_decile",
    "mpc",
)
LOWER_IS_BETTER: Final = frozenset({"brier", "log_loss", "ece"})
NO_WINNER: Final = "no clear winner"
_ROUNDING: Final = 1e-12  # 0.852 - 0.85 is a little less than 0.002


def compare(
    values: Mapping[str, Mapping[str, float | None]],
    bootstrap: Bootstrap,
    measure: str,
    smallest: float,
) -> dict[str, Any]:
    """Return the differences of two models, the second less the first, and a verdict.

    `differences` holds for each score `value` and the ends `low` and `high` of its 95% interval
    over paired resamples; all are None when the score of either is not defined, and the ends where
    there is no interval. `verdict` is as `verdict` returns it for `measure`.

    Args:
        values: for each of the two models the scores, None where not defined.
        bootstrap: of the same two models.
        measure: the score that decides.
        smallest: difference of the measure that matters, in its unit.

    Raises:
        ValueError: there are not two models, or the measure is none of their scores.
    """
    if len(values) != 2:
        raise ValueError(f"found the models {sorted(values)}; expected two")
    first, second = values
    names = [name for name in values[first] if name in values[second]]
    if measure not in names:
        raise ValueError(f"found the measure {measure!r}; expected one of {', '.join(names)}")
    differences = {}
    for name in names:
        value = _less(values[second][name], values[first][name])
        interval = bootstrap.difference(second, first, name, value)
        low, high = (interval.low, interval.high) if interval else (None, None)
        differences[name] = {"value": value, "low": low, "high": high}
    return {
        "measure": measure,
        "smallest_difference": smallest,
        "minuend": second,
        "subtrahend": first,
        "verdict": verdict(first, second, measure, differences[measure], smallest),
        "differences": differences,
    }


def _less(minuend: float | None, subtrahend: float | None) -> float | None:
    return None if minuend is None or subtrahend is None else minuend - subtrahend


def verdict(
    first: str,
    second: str,
    measure: str,
    difference: Mapping[str, float | None],
    smallest: float,
) -> str:
    """Return the better model's name, or "no clear winner".

    There is a winner if the interval excludes zero and the difference is not below the smallest
    one that matters: of enough customers the interval of any difference excludes zero.

    Args:
        first: name of the model that is subtracted.
        second: name of the model that it is subtracted from.
        measure: the score that decides.
        difference: second less first, with the ends `low` and `high` of its interval.
        smallest: difference of the measure that matters, in its unit.
    """
    value, low, high = difference["value"], difference["low"], difference["high"]
    if value is None or low is None or high is None or low <= 0 <= high:
        return NO_WINNER
    if is_too_small(value, smallest):
        return NO_WINNER
    second_is_better = (value > 0) != (measure in LOWER_IS_BETTER)
    return second if second_is_better else first


def is_too_small(value: float, smallest: float) -> bool:
    """Return whether a difference is below the smallest one that matters; that one is not."""
    return abs(value) < smallest - _ROUNDING
