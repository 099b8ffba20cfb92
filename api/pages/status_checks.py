"""Drift and failed checks on the status page."""

from dataclasses import dataclass
from typing import Final

from api.results.checks import checks
from api.results.models import DRIFT, monitoring
from api.schemas.checks import CheckAnswer
from api.snapshot.snapshot import Snapshot
from churn_platform.history.reader.wording import clipped, number, words
from churn_platform.wording import counted

_DRIFT: Final = {
    "none": ("No drift: the newest customers are like those in the model's training data.", True),
    "moderate": ("Moderate drift from the model's training data.", False),
    "large": ("Large drift from the model's training data: check before using the scores.", False),
}


@dataclass(frozen=True)
class Drift:
    """The verdict as a sentence, and the drifted features."""

    sentence: str
    good: bool
    drifted: list[str]


def drift_view(snapshot: Snapshot) -> Drift | None:
    """Return the newest drift verdict; None before the first."""
    report = monitoring(snapshot, "")
    if report.verdict is None:
        return None
    said, good = _DRIFT.get(report.verdict, (f"{words(report.verdict)}.", False))
    psi = number(snapshot.facts.newest[DRIFT].metadata.get("largest_psi"))
    if psi is not None:
        said += f" The largest shift of a column has a PSI of {psi:.2f}."
    return Drift(said, good, [clipped(name) for name in report.drifted])


def checks_view(snapshot: Snapshot) -> tuple[str | None, list[CheckAnswer]]:
    """Return a sentence on the checks, and the failed ones."""
    answer = checks(snapshot)
    if answer.state != "ok":
        return None, []
    counts = answer.counts
    parts = [
        f"{counts.passed:,} passed",
        counted(counts.failed, "error") if counts.failed else "",
        counted(counts.warnings, "warning") if counts.warnings else "",
        f"{counts.not_evaluated:,} not evaluated yet" if counts.not_evaluated else "",
        f"{counts.unreadable:,} of another version" if counts.unreadable else "",
    ]
    failed = [each for each in answer.items if each.status == "failed"]
    return ", ".join(filter(None, parts)), failed
