"""Which of the two models serves: the better one if that is certain, else the simpler one."""

from dataclasses import dataclass
from typing import Any, Final

from churn_platform.analysis.evaluation.compare import NO_WINNER, verdict
from churn_platform.wording import metric_words, model_words, signed

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
    """Return which model serves by the interval of the paired difference on one measure.

    Only an interval without zero makes a winner; without one the simpler logistic regression
    stays, because its coefficients can be read and checked.

    Args:
        comparison: `differences` holds {value, low, high} by metric, None where undefined, each the
            model `minuend` less the model `subtrahend` on the same resamples of the test rows.
        measure: the metric that decides.

    Raises:
        ValueError: the measure is not among the differences, or the logistic regression is none
            of the two models.
    """
    first, second = comparison["subtrahend"], comparison["minuend"]
    if SIMPLER not in (first, second):
        raise ValueError(f"found the models {first} and {second}; expected one to be {SIMPLER}")
    if measure not in comparison["differences"]:
        known = ", ".join(comparison["differences"])
        raise ValueError(f"found the measure {measure!r}; expected one of {known}")
    difference = comparison["differences"][measure]
    winner = verdict(first, second, measure, difference)
    facts = _facts(first, second, measure, difference)
    if winner == NO_WINNER:
        reason = f"{NO_WINNER} on {facts}; the simpler {model_words(SIMPLER)} stays"
        return Choice(SIMPLER, NO_WINNER, reason)
    return Choice(winner, winner, f"{model_words(winner)} is better on {facts}")


def _facts(first: str, second: str, measure: str, difference: dict[str, float | None]) -> str:
    pair = f"{model_words(second)} minus {model_words(first)}"
    return f"{metric_words(measure)}: {pair} is {_words(difference)}"


def _words(difference: dict[str, float | None]) -> str:
    value, low, high = difference["value"], difference["low"], difference["high"]
    if value is None:
        return "undefined"
    if low is None or high is None:
        return f"{signed(value)}, without an interval"
    return f"{signed(value)}, 95% interval {signed(low)} to {signed(high)}"
