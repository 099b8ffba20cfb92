"""The gates that a model must pass before it may serve."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from churn_platform.analysis.champion.limits import (
    believable_limits,
    on_rows,
    quality_limits,
    shown,
    undefined,
    within,
)
from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.evaluation.compare import LOWER_IS_BETTER
from churn_platform.config.contracts.sections import Bounds, Metric
from churn_platform.wording import decimals, metric_words, number, signed

FLOORS: Final = "candidate_reaches_the_floors"
BASELINE: Final = "candidate_beats_the_baseline"
TOO_GOOD: Final = "candidate_is_not_too_good"
NOT_WORSE: Final = "candidate_is_not_worse_than_the_champion"
_LEAK: Final = ": implausibly good, so look for a feature that reveals the outcome"
_RARELY: Final = 0.95
_DOUBT: Final = (
    f"a ROC AUC from {_RARELY:g} on is rare: was every column known before the customers churned?"
    " See no_column_nearly_tells_the_outcome"
)
_COIN: Final = 0.5  # the ROC AUC of a random model
_ROUNDING: Final = 1e-12  # 0.85 - 0.84 is a little more than 0.01


@dataclass(frozen=True)
class Previous:
    """The last accepted model and the candidate, evaluated on the same `rows`.

    `value` is the accepted model's measure and `candidate` the new model's, on rows that neither
    was trained on. If that is not possible, both are None, and `reason_not_comparable` says why.
    """

    name: str
    version: str
    value: float | None
    candidate: float | None
    rows: int
    reason_not_comparable: str = ""


def gate_findings(
    scores: Mapping[str, Any],
    gates: Mapping[Metric, Bounds],
    baseline: Mapping[str, Any],
    previous: Previous | None,
    measure: str,
    margin: float,
    rows: int,
) -> list[Finding]:
    """Return the four gates of a candidate; it may serve if all pass.

    A score of None fails each gate that needs it, with the reason in `scores["undefined"]`.

    Args:
        scores: of the candidate on the test rows, by metric.
        gates: plain numeric bounds by metric. The bound on the bad side is the floor of quality
            (for Brier score, log loss and calibration error that is the ceiling); the bound on the
            good side is what no plausible model reaches.
        baseline: scores of predicting the training rows' churn rate for everybody.
        previous: the last accepted model; None when there is none.
        measure: the metric for comparing the candidate with `previous`.
        margin: how much worse than `previous` the candidate may be, in units of the measure.
        rows: number of test rows.
    """
    return [
        within(FLOORS, quality_limits(gates), scores, rows),
        beats_the_baseline(scores, baseline, rows),
        _doubted(within(TOO_GOOD, believable_limits(gates), scores, rows, _LEAK), scores),
        is_not_worse(previous, measure, margin),
    ]


def _doubted(finding: Finding, scores: Mapping[str, Any]) -> Finding:
    """Add a doubt if the model is within the limits, but better than most churn models."""
    if not finding.passed or (scores.get("roc_auc") or 0.0) < _RARELY:
        return finding
    return replace(finding, found=f"{finding.found}; {_DOUBT}")


def beats_the_baseline(
    scores: Mapping[str, Any], baseline: Mapping[str, Any], rows: int
) -> Finding:
    """Check that the model ranks better than chance and predicts better than the churn rate."""
    area, brier, base = scores.get("roc_auc"), scores.get("brier"), baseline.get("brier")
    details = {"roc_auc": area, "brier": brier, "baseline_brier": base}
    expected = f"ROC AUC above {_COIN} and Brier score below the baseline's {_base(brier, base)}"
    if area is None or brier is None or base is None:
        asked = (("roc_auc", scores), ("brier", scores), ("brier", baseline))
        reasons = dict.fromkeys(undefined(name, of) for name, of in asked if of.get(name) is None)
        return Finding(BASELINE, False, on_rows("; ".join(reasons), rows), expected, rows, details)
    found = f"{shown('roc_auc', area, _COIN)}, {shown('brier', brier, base)}"
    passed = area > _COIN and brier < base
    return Finding(BASELINE, passed, on_rows(found, rows), expected, rows, details)


def _base(brier: float | None, base: float | None) -> str:
    return number(base, 4 if brier is None or base is None else decimals(4, brier - base))


def is_not_worse(previous: Previous | None, measure: str, margin: float) -> Finding:
    """Check that the model is not worse than the last accepted one by more than the margin."""
    words = metric_words(measure)
    expected = f"{words} worse than the last accepted model's by at most {margin:g}"
    if previous is None:
        return Finding(NOT_WORSE, True, "no model was accepted before this one", expected, 0)
    if previous.value is None or previous.candidate is None:
        reason = previous.reason_not_comparable or f"{words} is undefined on the common rows"
        return Finding(NOT_WORSE, True, f"not compared: {reason}", expected, 0)
    difference = previous.candidate - previous.value
    found = (
        f"{shown(measure, previous.candidate)} against {number(previous.value, 4)}"
        f" of the last accepted model, {signed(difference, 4)}"
    )
    details = {
        "measure": measure,
        "value": previous.candidate,
        "previous_value": previous.value,
        "previous_name": previous.name,
        "previous_version": previous.version,
    }
    worse_by = difference if measure in LOWER_IS_BETTER else -difference
    passed = worse_by <= margin + _ROUNDING
    rows = previous.rows
    return Finding(NOT_WORSE, passed, on_rows(found, rows), expected, rows, details)
