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


def drift_problem(report: dict[str, Any]) -> str:
    """Return why no drift can be drawn, or "" if it can."""
    entries = [report["score"], *report["features"]]
    if any(entry["psi"] is not None for entry in entries):
        return ""
    return f"Nothing is comparable: {entries[0]['reason']}"


def drift_lines(report: dict[str, Any], maximum: int = MAX_FEATURES) -> list[Line]:
    """Return the scores, and then the `maximum` drifted features, most drifted first."""
    lines: list[Line] = []
    for entry in [report["score"], *report["features"][:maximum]]:
        shift = plain_line(entry["shift"]) if entry["verdict"] in VERDICTS[1:] else ""
        name = shown(label(entry["name"])) if lines else "Scores"
        place = lines[-1].bottom + 0.5 if lines else 0.5
        lines.append(Line(place, name, entry["psi_corrected"], entry["verdict"], shift))
    return lines


def drift_title(report: dict[str, Any]) -> str:
    """Return how many features have drifted, and whether the scores have, in one short line."""
    drifted, every = len(report["drifted"]), len(report["features"])
    return f"{drifted} of {every} features drifted; drift of scores: {report['score']['verdict']}"


def drift_scale(report: dict[str, Any]) -> list[float]:
    """Return what the axis shows: 0, both limits, and its end, where longer bars are cut.

    The end depends on the limits alone, so that the pictures of two batches can be compared.
    """
    warning, alarm = report["limits"]["warning"], report["limits"]["alarm"]
    return [0.0, warning, alarm, 2 * alarm]


def drift_axis(report: dict[str, Any]) -> str:
    """Return what the dotted lines are."""
    limits = report["limits"]
    return f"moderate from {limits['warning']:g}, large from {limits['alarm']:g}"


def plain_line(text: str, longest: int = _LONGEST_SHIFT) -> str:
    """Return a text of the data as one short line.

    It is cleaned word by word: `shown` would cut a long value together with the numbers after it.
    """
    line = " ".join(map(shown, text.split()))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
