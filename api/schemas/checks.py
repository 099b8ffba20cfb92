"""Responses about the checks of the assets."""

from datetime import datetime
from typing import Any, Literal

from api.schemas.base import RUN_ID, TIME, Answer, State, doc

Status = Literal["passed", "failed", "not evaluated", "unreadable"]


class CheckAnswer(Answer):
    """One check of an asset, and its newest evaluation."""

    name: str = doc("Name of the check.", "few_rows_are_quarantined")
    asset: str = doc("Asset that it checks.", "clean_customers")
    description: str = doc(
        "What is checked.", "The share of rows that cannot be used is below the contract's limit."
    )
    blocking: bool = doc("Whether a failure keeps its asset at the last good version.", True)
    status: Status = doc(
        "Outcome of the newest evaluation; `unreadable` if another version wrote it.", "passed"
    )
    severity: Literal["error", "warning"] | None = doc(
        "Severity of a failure; null if not evaluated.", "error"
    )
    time: datetime | None = doc("When it was evaluated.", TIME)
    run_id: str | None = doc("Run that evaluated it.", RUN_ID)
    found: str | None = doc("What was found.", "2 of 7,043 rows are quarantined")
    expected: str | None = doc("What was expected.", "at most 5 %")
    rows: int | None = doc("Number of rows concerned.", 2)
    details: dict[str, Any] = doc(
        "Other recorded details; NaN and infinity are null.", {"share": 0.0003}
    )


class Counts(Answer):
    """Number of checks by outcome."""

    passed: int = doc("Passed.", 17)
    failed: int = doc("Failed with severity `error`.", 0)
    warnings: int = doc("Failed with severity `warning`.", 1)
    not_evaluated: int = doc("Never evaluated.", 0)
    unreadable: int = doc("Evaluated by another version.", 0)


class Checks(Answer):
    """Every check, in the order of the graph."""

    state: State = doc("`no data yet` until a check is evaluated.", "ok")
    counts: Counts = doc("Counts of all checks, regardless of filters.")
    items: list[CheckAnswer] = doc("The checks that match the filters.")
