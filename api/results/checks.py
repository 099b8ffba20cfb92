"""The checks of the assets."""

from collections import Counter

from api.schemas.checks import CheckAnswer, Checks, Counts, Status
from api.snapshot.snapshot import Snapshot
from churn_platform.checks import CHECKS
from churn_platform.history.records import CheckKey, Evaluation


def checks(snapshot: Snapshot, asset: str | None = None, status: Status | None = None) -> Checks:
    """Return the checks with their newest evaluations, optionally of one asset or status."""
    evaluations = snapshot.facts.evaluations
    every = [_answer(key, evaluations.get(key)) for key in CHECKS]
    return Checks(
        state="ok" if evaluations else "no data yet",
        counts=_counts(every),
        items=[
            each for each in every if asset in (None, each.asset) and status in (None, each.status)
        ],
    )


def _answer(key: CheckKey, evaluation: Evaluation | None) -> CheckAnswer:
    check = CHECKS[key]
    return CheckAnswer(
        name=check.name,
        asset=check.asset,
        description=check.description,
        blocking=check.blocking,
        status=_status(evaluation),
        severity=evaluation.severity if evaluation else None,
        time=evaluation.time if evaluation else None,
        run_id=evaluation.run_id if evaluation else None,
        found=evaluation.found if evaluation else None,
        expected=evaluation.expected if evaluation else None,
        rows=evaluation.rows if evaluation else None,
        details=dict(evaluation.details) if evaluation else {},
    )


def _status(evaluation: Evaluation | None) -> Status:
    if evaluation is None:
        return "not evaluated"
    if not evaluation.readable:
        return "unreadable"
    return "passed" if evaluation.passed else "failed"


def _counts(every: list[CheckAnswer]) -> Counts:
    failed = Counter(each.severity for each in every if each.status == "failed")
    by_status = Counter(each.status for each in every)
    return Counts(
        passed=by_status["passed"],
        failed=failed["error"],
        warnings=failed["warning"],
        not_evaluated=by_status["not evaluated"],
        unreadable=by_status["unreadable"],
    )
