"""Precision, recall and F1 of both classes, as numbers and as text."""

from typing import Any

import numpy as np
from sklearn.metrics import precision_recall_fscore_support

_CLASSES = ("stayed", "churned")
_SCORES = ("precision", "recall", "f1", "support")


def classification_report(y_true: np.ndarray, predicted: np.ndarray) -> dict[str, Any]:
    """Return precision, recall, f1 and support of both classes, and the accuracy."""
    *scores, support = precision_recall_fscore_support(
        y_true, predicted, labels=[0, 1], zero_division=float("nan")
    )
    table = {
        name: dict(zip(_SCORES, [*map(_nullable, three), int(count)], strict=True))
        for name, *three, count in zip(_CLASSES, *scores, support, strict=True)
    }
    return {**table, "accuracy": float((y_true == predicted).mean())}


def report_lines(report: dict[str, Any]) -> list[str]:
    """Return the report as three lines for a monospaced font: head, stayed, churned."""
    head = ["", *(score.capitalize() for score in _SCORES)]
    rows = [[name.capitalize(), *map(_cell, report[name].values())] for name in _CLASSES]
    return [
        f"{first:<7}" + "".join(f"{cell:>10}" for cell in rest) for first, *rest in [head, *rows]
    ]


def _nullable(score: float) -> float | None:
    return None if np.isnan(score) else float(score)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "undefined"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
