"""What the status page shows of trust in the results: drift, and checks that did not pass."""

from dataclasses import dataclass
from typing import Final

from api.results.checks import checks
from api.results.models import DRIFT, monitoring
from api.schemas.checks import CheckAnswer
from api.snapshot.snapshot import Snapshot
from churn_platform.history.reader.wording import clipped, number, words
from churn_platform.wording import counted

_DRIFT: Final = {
    "none": ("No drift: the newest customers are like those that the model learned from.", True),
    "moderate": ("Moderate drift from what the model learned from.", False),
    "large": ("Large drift from what the model learned from: look before using the scores.", False),
}


@dataclass(frozen=True)
class Drift:
    """The verdict in a sentence, and the features it is about."""

    sentence: str
    good: bool
    drifted: list[str]


def drift_view(snapshot: Snapshot) -> Drift | None:
    """Return the newest verdict; None before the first."""
    report = monitoring(snapshot, "")
    if report.verdict is None:
        return None
    said, good = _DRIFT.get(report.verdict, (f"{words(report.verdict)}.", False))
    psi = number(snapshot.facts.newest[DRIFT].metadata.get("largest_psi"))
    if psi is not None:
        said += f" The largest shift of a column has a PSI of {psi:.2f}."
    return Drift(said, good, [clipped(name) for name in report.drifted])


def checks_view(snapshot: Snapshot) -> tuple[str | None, list[CheckAnswer]]:
    """Return how the checks went, in words, and those that did not pass."""
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
