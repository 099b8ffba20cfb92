"""The bounds of a contract's gates, as limits of quality and of plausibility."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.evaluation.compare import LOWER_IS_BETTER
from churn_platform.config.contracts.sections import Bounds, Metric
from churn_platform.wording import decimals, metric_words, number

_FEW: Final = 1000  # test rows
_BY_INTERVAL: Final = "; for so few test rows by the 95% interval"


@dataclass(frozen=True)
class Limit:
    """A limit of a metric: a maximum if `is_upper`, else a minimum."""

    metric: str
    value: float
    is_upper: bool

    def is_kept_by(self, value: float) -> bool:
        """Return whether a value is within the limit, inclusively."""
        return value <= self.value if self.is_upper else value >= self.value

    def __str__(self) -> str:
        side = "most" if self.is_upper else "least"
        return f"{metric_words(self.metric)} at {side} {self.value:g}"


def quality_limits(gates: Mapping[Metric, Bounds]) -> list[Limit]:
    """Return the bounds on the bad side: floors, and ceilings where lower is better."""
    return _limits({metric: (metric in LOWER_IS_BETTER, gates[metric]) for metric in gates})


def believable_limits(gates: Mapping[Metric, Bounds]) -> list[Limit]:
    """Return the bounds on the good side: ceilings, and floors where lower is better."""
    return _limits({metric: (metric not in LOWER_IS_BETTER, gates[metric]) for metric in gates})


def _limits(of: Mapping[Metric, tuple[bool, Bounds]]) -> list[Limit]:
    return [
        Limit(metric, bound, is_upper)
        for metric, (is_upper, bounds) in of.items()
        if (bound := bounds.ceiling if is_upper else bounds.floor) is not None
    ]


def within(
    name: str, limits: list[Limit], scores: Mapping[str, Any], rows: int, hint: str = ""
) -> Finding:
    """Return the finding on whether every limit is kept; `hint` follows a violation.

    An undefined score violates its limits. Without limits it passes. With fewer than 1,000 test
    rows, chance alone can move a score across a limit, so it violates one only if its whole 95%
    interval does; a score without an interval is then not judged. A calibration error has no
    interval: it violates a limit only if calibrated probabilities would not show it by chance.
    """
    if not limits:
        return Finding(name, True, f"no limit to hold {rows:,} test rows to", "no limit is set", 0)
    values = {limit.metric: scores.get(limit.metric) for limit in limits}
    missing = [undefined(metric, scores) for metric, value in values.items() if value is None]
    beyond = [
        shown(limit.metric, value, limit.value)
        for limit in limits
        if (value := values[limit.metric]) is not None and _is_beyond(limit, value, scores, rows)
    ]
    problems = [*([", ".join(beyond) + hint] if beyond else []), *missing]
    kept = [shown(metric, value) for metric, value in values.items() if value is not None]
    found = "; ".join(problems) if problems else ", ".join(kept)
    expected = ", ".join(map(str, limits)) + (_BY_INTERVAL if rows < _FEW else "")
    return Finding(name, not problems, on_rows(found, rows), expected, rows, values)


def _is_beyond(limit: Limit, value: float, scores: Mapping[str, Any], rows: int) -> bool:
    if rows >= _FEW:
        return not limit.is_kept_by(value)
    if limit.metric == "ece":
        return not limit.is_kept_by(value) and _is_not_chance(value, scores, limit.is_upper)
    ends = scores.get("intervals", {}).get(limit.metric)
    return bool(ends) and not limit.is_kept_by(ends[0] if limit.is_upper else ends[1])


def _is_not_chance(error: float, scores: Mapping[str, Any], is_upper: bool) -> bool:
    """Return whether calibrated probabilities would not show this calibration error."""
    chance = scores.get("calibration", {}).get("ece_if_calibrated")
    return bool(chance) and (error > chance["high"] if is_upper else error < chance["low"])


def shown(metric: str, value: float, limit: float | None = None) -> str:
    """Return a score with its name, such as "ROC AUC 0.8432".

    It has enough decimals to distinguish it from its limit.
    """
    digits = 4 if limit is None else decimals(4, value - limit)
    return f"{metric_words(metric)} {number(value, digits)}"


def undefined(metric: str, scores: Mapping[str, Any]) -> str:
    """Return a sentence on why a score is undefined."""
    reason = scores.get("undefined", {}).get(metric, "the model has no such score")
    return f"{metric_words(metric)} is undefined: {reason}"


def on_rows(found: str, rows: int) -> str:
    """Return the sentence with the number of rows."""
    return f"{found} (on {rows:,} test rows)"
