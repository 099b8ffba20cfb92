"""The documents of `model_metrics`, for the steps that read them."""

from typing import Any, Final

from churn_platform.defs.steps.step import Step

DETAILS: Final = "evaluation.json"
"""The tables behind the metrics: curves, segments, thresholds."""


def documents_of(step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the metrics document and the tables behind it."""
    return step.document("model_metrics", "metrics.json"), step.document("model_metrics", DETAILS)
