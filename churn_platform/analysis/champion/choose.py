"""Choose the serving model: the better one if that is certain, else the simpler one."""

from dataclasses import dataclass
from typing import Any, Final

from churn_platform.analysis.evaluation.compare import NO_WINNER, is_too_small, verdict
from churn_platform.wording import difference, metric_words, model_words, signed

SIMPLER: Final = "logistic_regression"


@dataclass(frozen=True)
class Choice:
    """The model that serves, the verdict on the two, and the reason as one sentence.

    `verdict` is the better model's name, or "no clear winner".
    """

    name: str
    verdict: str
    reason: str


def choose(comparison: dict[str, Any], measure: str) -> Choice:
    """Choose the model by the interval of the paired difference in one metric.

    `verdict` decides on a winner; without one the simpler logistic regression is chosen, because
    its coefficients can be read and checked.

    Args:
        comparison: `differences` holds {value, low, high} by metric, None where undefined, each the
            model `minuend` less the model `subtrahend` on the same resamples of the test rows;
            `smallest_difference` that matters, 0 in documents that do not have it yet.
        measure: the metric that decides.

    Raises:
        ValueError: the measure is not among the differences, or neither model is the logistic
            regression.
    """
    first, second = comparison["subtrahend"], comparison["minuend"]
    if SIMPLER not in (first, second):
        raise ValueError(f"found the models {first} and {second}; expected one to be {SIMPLER}")
    if measure not in comparison["differences"]:
        known = ", ".join(comparison["differences"])
        raise ValueError(f"found the measure {measure!r}; expected one of {known}")
    found = comparison["differences"][measure]
    smallest = comparison.get("smallest_difference", 0.0)
    winner = verdict(first, second, measure, found, smallest)
    facts = _facts(first, second, measure, found, smallest)
    if winner == NO_WINNER:
        reason = f"{NO_WINNER} on {facts}; the simpler {model_words(SIMPLER)} is kept"
        return Choice(SIMPLER, NO_WINNER, reason)
    return Choice(winner, winner, f"{model_words(winner)} is better on {facts}")


def _facts(
    first: str, second: str, measure: str, found: dict[str, float | None], smallest: float
) -> str:
    pair = f"{model_words(second)} minus {model_words(first)}"
    return f"{metric_words(measure)}: {pair} is {_words(found)}{_too_small(found, smallest)}"


def _words(found: dict[str, float | None]) -> str:
    if found["value"] is None:
        return "undefined"
    if found["low"] is None or found["high"] is None:
        return f"{signed(found['value'])}, without an interval"
    return difference(found, ", 95% interval {} to {}")


def _too_small(found: dict[str, float | None], smallest: float) -> str:
    value, low, high = found["value"], found["low"], found["high"]
    if value is None or low is None or high is None or low <= 0 <= high:
        return ""  # not even its sign is certain
    return f", less than the {smallest:g} that matters" if is_too_small(value, smallest) else ""
