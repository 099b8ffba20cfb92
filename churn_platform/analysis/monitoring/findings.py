"""What the checks of a batch say about drift and about the predictions."""

from typing import Any, Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed
from churn_platform.analysis.monitoring.drift import NOT_COMPARABLE, VERDICTS
from churn_platform.analysis.monitoring.outcome import (
    COUNTS,
    LEVEL,
    RATIOS,
    TOLERATED,
    as_expected,
    outcome_in_words,
)

Document = dict[str, Any]

_EXPECTED: Final = (
    f"observed over expected between {1 / TOLERATED:.2f} and {TOLERATED:.2f}, as far as its"
    f" {LEVEL:.0%} interval can tell"
)


def drift_findings(report: Document, quality: Document) -> list[Finding]:
    """Return the outcome of the three checks of a batch; `rows` are those of a batch that failed.

    Args:
        report: as `drift_of` returns it.
        quality: as `quality_of` returns it, of labelled customers the model was not trained on.
    """
    return [_features(report), _scores(report), _predictions(quality)]


def _features(report: Document) -> Finding:
    drifted = [entry for entry in report["features"] if entry["name"] in report["drifted"]]
    unknown = [entry for entry in report["features"] if entry["verdict"] == NOT_COMPARABLE]
    said = [f"{entry['name']} {_drift(entry)}" for entry in drifted]
    found = listed(said, "; ") if said else "no feature drifted"
    if unknown:
        reasons = [f"{entry['name']}: {entry['reason']}" for entry in unknown]
        found += f"; not comparable: {listed(reasons, '; ')}"
    return Finding(
        "features_have_not_drifted",
        passed=not drifted,
        found=found,
        expected=_limit(report, "each feature"),
        rows=report["rows"] if drifted else 0,
        details={
            "drifted": {entry["name"]: round(entry["psi_corrected"], 6) for entry in drifted},
            "not_comparable": [entry["name"] for entry in unknown],
        },
    )


def _scores(report: Document) -> Finding:
    score = report["score"]
    is_known = score["verdict"] != NOT_COMPARABLE
    drifted = score["verdict"] in VERDICTS[1:]
    found = f"scores {_drift(score)}" if is_known else f"not comparable: {score['reason']}"
    return Finding(
        "scores_have_not_drifted",
        passed=not drifted,
        found=found,
        expected=_limit(report, "the scores"),
        rows=report["rows"] if drifted else 0,
        details={"psi": round(score["psi_corrected"], 6) if is_known else None},
    )


def _drift(entry: Document) -> str:
    return f"PSI {entry['psi_corrected']:.2f} ({entry['shift']})"


def _limit(report: Document, what: str) -> str:
    return f"PSI of {what} below {report['limits']['warning']:g}, or within chance"


def _predictions(quality: Document) -> Finding:
    name, customers = "predictions_match_outcomes", quality["customers"]
    if not customers:
        reason = quality["undefined"]["observed_share"]
        return Finding(name, True, reason, _EXPECTED, 0, {"customers": 0})
    passed = as_expected(quality)
    return Finding(
        name,
        passed=passed,
        found=outcome_in_words(quality),
        expected=_EXPECTED,
        rows=0 if passed else customers,
        details={
            "customers": customers,
            **{each: _rounded(quality[each]) for each in (*COUNTS, *RATIOS)},
        },
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
