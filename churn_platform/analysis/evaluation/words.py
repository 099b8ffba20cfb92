"""Sentences on the results of an evaluation, shared by card, report and UI."""

from typing import Any, Final

from churn_platform.analysis.evaluation.error_rates import Gap
from churn_platform.wording import (
    DASH,
    counted,
    decimals,
    interval,
    metric_words,
    number,
    spread,
    within,
)

OF_FOLDS: Final = (
    "Over the folds, customers and fit differ each time: each fit was trained on a part"
    " of the training customers and evaluated on the rest of them. It saw fewer customers than"
    " the serving model, so it is probably slightly worse."
)
OF_HELD_OUT: Final = (
    "On the held-out customers there is one fit. Its intervals cover other test customers, not"
    " other training customers or another fit."
)
"""What the two kinds of figures cover."""


def over_folds(model: dict[str, Any], metric: str) -> str:
    """Return a score over the folds, such as "0.846 ± 0.005"; a dash for an undefined one."""
    found = model.get("cross_validation", {}).get(metric)
    return DASH if found is None else spread(found["mean"], found["sd"])


def fits_of(model: dict[str, Any], metric: str) -> str:
    """Return how many fits a score over the folds is of: "6 fits"."""
    return counted(model.get("cross_validation", {}).get(metric, {"fits": 0})["fits"], "fit")


def chance_of(model: dict[str, Any]) -> dict[str, float] | None:
    """Return the calibration error that calibrated probabilities would show, if it is known."""
    found: dict[str, float] | None = model.get("calibration", {}).get("ece_if_calibrated")
    return found


def error_in_words(model: dict[str, Any]) -> str:
    """Return how a calibration error compares with that of calibrated probabilities, or ""."""
    chance, error = chance_of(model), model.get("ece")
    if chance is None or error is None:
        return ""
    verdict = "more" if error > chance["high"] else "no more"
    digits = decimals(3, width=chance["high"] - chance["low"])
    return (
        f"{number(error, digits)} is {verdict} than what calibrated probabilities would show:"
        f" {number(chance['mean'], digits)} on average, in 95 of 100 samples"
        f" {interval((chance['low'], chance['high']))}"
    )


def gap_in_words(gap: Gap, group: str, reference: str) -> str:
    """Return by how much a rate of a group is higher or lower than that of the reference.

    Args:
        gap: the difference.
        group: name of the group, with its column.
        reference: name of the group that it is compared with.
    """
    digits = decimals(1, width=100 * (gap.high - gap.low))
    ends = sorted((abs(100 * gap.low), abs(100 * gap.high)))
    return (
        f"the {metric_words(gap.rate)} of {group} is {number(abs(100 * gap.value), digits)} points"
        f" {'higher' if gap.value > 0 else 'lower'} than that of {reference}"
        f" (95% interval {interval(ends, digits)})"
    )


def calibration_rows(model: dict[str, Any]) -> list[list[str]]:
    """Return name, value with 95% interval, and what is right, of each number of `calibration_of`.

    A document that has none of them gives no row.
    """
    found = model.get("calibration", {})
    return [
        [words, _estimate(found[name]), right]
        for name, words, right in _CALIBRATION
        if name in found
    ]


_CALIBRATION: Final = (
    ("observed_over_expected", "Observed over expected", "1; above it, more churned than expected"),
    ("slope", "Calibration slope", "1; below it, the probabilities are too extreme"),
    ("intercept", "Calibration intercept", "0, at slope 1; above it, more churned than expected"),
)


def _estimate(found: dict[str, float | None]) -> str:
    low, high = found["low"], found["high"]
    return within(found["value"], None if low is None or high is None else (low, high))
