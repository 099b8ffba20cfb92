"""Drift reports for the tests of their pictures, written out by hand."""

from typing import Any


def entry(name: str, psi: float, verdict: str, shift: str = "mean 1.00 -> 2.00") -> dict[str, Any]:
    """Return what a report says of a feature or of the scores."""
    return {
        "name": name,
        "psi": psi + 0.01,
        "psi_corrected": psi,
        "psi_chance": 0.05,
        "bins": 3,
        "p_value": 0.5,
        "shift": shift,
        "verdict": verdict,
        "reason": None,
    }


def unknown(name: str, reason: str) -> dict[str, Any]:
    """Return what a report says of what cannot be compared."""
    numbers = ("psi", "psi_corrected", "psi_chance", "bins", "p_value", "shift")
    return {
        "name": name,
        **dict.fromkeys(numbers),
        "verdict": "not comparable",
        "reason": reason,
    }


def report(*features: dict[str, Any], score: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a report with the usual limits."""
    drifted = [one["name"] for one in features if one["verdict"] in ("moderate", "large")]
    return {
        "rows": 100,
        "reference_rows": 1000,
        "limits": {"warning": 0.1, "alarm": 0.25},
        "features": list(features),
        "score": score or entry("score", 0.02, "none"),
        "drifted": drifted,
        "verdict": "none",
    }


REPORT = report(
    entry("internet_service", 1.3, "large", "Fiber optic 44% -> 72.3%"),
    entry("contract", 0.14, "moderate", "Month-to-month 55% -> 73.1%"),
    entry("tenure", 0.0, "none", "mean 32.4 -> 32.5"),
    unknown("region", "the reference has no such feature"),
)
EMPTY = report(
    unknown("tenure", "the batch has no rows"), score=unknown("score", "the batch has no rows")
)
MANY = report(*(entry(f"column_{place}", 0.0, "none") for place in range(40)))
HOSTILE = report(
    entry("plan", 0.4, "large", "<a href='https://evil.example'>x</a>\u202e & 1% -> 20%"),
    entry("other", 0.3, "large", f"{'w' * 29}… 0.123% -> 99.9%"),
)
