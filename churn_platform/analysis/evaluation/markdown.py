"""The scores of the models side by side, short enough to be shown at once."""

from typing import Any, Final

from churn_platform.analysis.inline import inline_table
from churn_platform.analysis.markdown import bullets
from churn_platform.wording import interval, metric_words, model_words, number, sentence

_SHOWN: Final = {
    "roc_auc": ("ROC AUC", 3),
    "average_precision": ("average precision", 3),
    "brier": ("Brier score", 3),
    "ece": ("calibration error", 3),
    "lift_top_decile": ("lift, top decile", 2),
    "profit": ("profit a customer", 2),
}
"""Metric -> words that fit into the UI's narrow column, and decimals."""
HEADLINE: Final = tuple(_SHOWN)
"""The metrics that matter: ranking, calibration, and what a campaign earns by them."""


def scores_table(metrics: dict[str, Any]) -> str:
    """Return the headline metrics of the metrics document: a row a metric, a column a model.

    Below stands which model is better by the measure that decides, with the 95% intervals.
    """
    models = metrics["models"]
    rows = [
        (words, *(number(scores[name], digits) for scores in models.values()))
        for name, (words, digits) in _SHOWN.items()
    ]
    opening = f"Held out: {metrics['test_rows']:,} customers; trained on {metrics['train_rows']:,}."
    head = ["", *map(model_words, models)]
    return inline_table(opening, head, rows, _verdict(models, metrics["comparison"]))


def _verdict(models: dict[str, Any], compared: dict[str, Any]) -> str:
    measure = compared["measure"]
    spreads = [  # lines of their own: the UI cuts long ones
        f"{model_words(name)} {interval(scores['intervals'].get(measure))}"
        for name, scores in models.items()
    ]
    verdict = sentence(f"verdict: {model_words(compared['verdict'])}")
    return f"{metric_words(measure)}, 95% intervals:\n\n{bullets(spreads)}\n\n{verdict}"
