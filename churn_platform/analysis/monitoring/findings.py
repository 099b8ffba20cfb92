"""What the checks of a batch say about drift and about the predictions."""

from typing import Any, Final

from churn_platform.analysis.checks.finding import Finding
from churn_platform.analysis.checks.wording import listed, percent
from churn_platform.analysis.monitoring.drift import NOT_COMPARABLE, VERDICTS

Document = dict[str, Any]

_Z: Final = 3.290526731491926  # two-sided 99.9% of the normal distribution
_TOLERATED: Final = 0.02  # of the share of leavers: less is of no consequence for a campaign


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
    return Finding(
        "scores_have_not_drifted",
        passed=not drifted,
        found=f"scores {_drift(score)}" if is_known else f"not comparable: {score['reason']}",
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
        return Finding(name, True, reason, "as many leavers as predicted", 0, {"customers": 0})
    predicted, observed = quality["mean_predicted"], quality["observed_share"]
    allowed = _TOLERATED + _Z * quality["standard_error"]
    passed = abs(predicted - observed) <= allowed
    return Finding(
        name,
        passed=passed,
        found=f"{percent(predicted)} predicted to leave and {percent(observed)} left,"
        f" of {customers:,} customers",
        expected=f"a difference of at most {100 * allowed:.3g} percentage points",
        rows=0 if passed else customers,
        details={
            "customers": customers,
            "difference": round(predicted - observed, 6),
            "allowed": round(allowed, 6),
        },
    )
