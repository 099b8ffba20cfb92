"""Is one model really better than the other?"""

from collections.abc import Mapping
from typing import Any, Final

from churn_platform.analysis.evaluation.intervals import Bootstrap, Interval

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


def compare(
    values: Mapping[str, Mapping[str, float | None]],
    bootstrap: Bootstrap,
    measure: str,
) -> dict[str, Any]:
    """Return the differences of two models, the second less the first, and a verdict.

    `differences` holds for each score `value` and the ends `low` and `high` of its 95% interval
    over paired resamples; all are None when the score of either is not defined. `verdict` is the
    better model's name if the interval of `measure` excludes zero, else "no clear winner".

    Args:
        values: for each of the two models the scores, None where not defined.
        bootstrap: of the same two models.
        measure: the score that decides.

    Raises:
        ValueError: there are not two models, or the measure is none of their scores.
    """
    if len(values) != 2:
        raise ValueError(f"found the models {sorted(values)}; expected two")
    first, second = values
    names = [name for name in values[first] if name in values[second]]
    if measure not in names:
        raise ValueError(f"found the measure {measure!r}; expected one of {', '.join(names)}")
    differences = {
        name: _difference(
            values[first][name], values[second][name], bootstrap.difference(second, first, name)
        )
        for name in names
    }
    return {
        "measure": measure,
        "minuend": second,
        "subtrahend": first,
        "verdict": verdict(first, second, measure, differences[measure]),
        "differences": differences,
    }


def _difference(
    first: float | None, second: float | None, interval: Interval | None
) -> dict[str, float | None]:
    if first is None or second is None:
        return {"value": None, "low": None, "high": None}
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    return {"value": second - first, "low": low, "high": high}


def verdict(first: str, second: str, measure: str, difference: Mapping[str, float | None]) -> str:
    """Return the better model's name, or "no clear winner".

    Args:
        first: name of the model that is subtracted.
        second: name of the model that it is subtracted from.
        measure: the score that decides.
        difference: second less first, with the ends `low` and `high` of its interval.
    """
    low, high = difference["low"], difference["high"]
    if low is None or high is None or low <= 0 <= high:
        return NO_WINNER
    second_is_better = (low > 0) != (measure in LOWER_IS_BETTER)
    return second if second_is_better else first
