"""Common parts of the drift figures: lines, scale and texts."""

from dataclasses import dataclass
from typing import Any, Final

from churn_platform.analysis.display import label, shown
from churn_platform.analysis.figures.shared.palette import CHURNED, STAYED
from churn_platform.analysis.monitoring.drift import VERDICTS

MAX_FEATURES: Final = 25
# Okabe and Ito's orange stands between their blue and vermilion; the verdict is written as well.
_COLOURS: Final = {"none": STAYED, "moderate": "#E69F00", "large": CHURNED}
_LONGEST_SHIFT: Final = 48  # signs


@dataclass(frozen=True)
class Line:
    """One bar: its position from the top, name, index, verdict and change.

    `value` is None for what is not comparable. `shift` is "" for what has not drifted; the others
    have it below the bar, in a row of its own.
    """

    place: float
    name: str
    value: float | None
    verdict: str
    shift: str

    @property
    def bottom(self) -> float:
        """Where the next line begins."""
        return self.place + (1.5 if self.shift else 0.5)

    @property
    def said(self) -> str:
        """The index and its verdict."""
        return self.verdict if self.value is None else f"{self.value:.2f} {self.verdict}"

    @property
    def colour(self) -> str:
        """The colour of the verdict."""
        return _COLOURS.get(self.verdict, STAYED)


def drift_lines(report: dict[str, Any], maximum: int = MAX_FEATURES) -> list[Line]:
    """Return the scores, and then the `maximum` drifted features, most drifted first."""
    lines: list[Line] = []
    for entry in [report["score"], *report["features"][:maximum]]:
        shift = plain_line(entry["shift"]) if entry["verdict"] in VERDICTS[1:] else ""
        name = shown(label(entry["name"])) if lines else "Scores"
        place = lines[-1].bottom + 0.5 if lines else 0.5
        lines.append(Line(place, name, entry["psi_corrected"], entry["verdict"], shift))
    return lines


def plain_line(text: str, longest: int = _LONGEST_SHIFT) -> str:
    """Return a text of the data as one short line.

    It is cleaned word by word: `shown` would cut a long value together with the numbers after it.
    """
    line = " ".join(map(shown, text.split()))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
